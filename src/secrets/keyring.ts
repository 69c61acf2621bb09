import type { Sealer } from './sealer.js';

/** Everything derived from `SECRET_KEY` (and the previous one while it is being replaced). */
export interface Keyring {
  sealer: Sealer;
  /** Keyed hash for equality search; hex. */
  blindIndex(value: string): string;
  /** The same under every known key, current first: look up with `$in`. */
  blindIndexes(value: string): string[];
  /** Signing keys for cookies, current first. */
  cookieKeys: Buffer[];
  /** Ten digits, the same for the same petition and version. */
  queryCode(petitionId: string, version: number): string;
  /** Keyed hash of number and code together; hex. */
  codeHash(petitionNo: string, code: string): string;
  codeHashes(petitionNo: string, code: string): string[];
}
