import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../project-root.js';

const digits = JSON.parse(readFileSync(join(projectRoot, 'data', 'spoken-digits.json'), 'utf8')) as Record<
  string,
  string
>;

/** Spoken digits (幺, 两, 洞, …) as digits, full width as half width; everything else stays. */
export function readSpokenDigits(text: string): string {
  return [...text.normalize('NFKC')].map((character) => digits[character] ?? character).join('');
}
