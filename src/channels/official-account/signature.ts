import { createHash, timingSafeEqual } from 'node:crypto';

/** The platform's signature: SHA-1 (hex) over the parts, sorted and joined. */
export function signatureOf(...parts: string[]): string {
  return createHash('sha1').update(parts.sort().join('')).digest('hex');
}

/** Whether two signatures are the same; the time taken tells nothing of where they differ. */
export function sameSignature(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
