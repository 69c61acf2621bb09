import { clauseEnds, sentenceEnds } from '../../domain/text/official-account.js';

/** The platform's limit of one text, in bytes of UTF-8 (longer ones are refused with 45002). */
export const TEXT_BYTES = 2048;

/**
 * Cuts a text into parts of at most `limit` bytes of UTF-8: at the end of a sentence, else of a clause,
 * else between two characters as people see them. Joined, the parts are the text without the white
 * space at the cuts.
 */
export function splitText(text: string, limit = TEXT_BYTES): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (Buffer.byteLength(rest) > limit) {
    const head = headOf(rest, limit);
    parts.push(head.trimEnd());
    rest = rest.slice(head.length).trimStart();
  }
  return rest === '' ? parts : [...parts, rest];
}

function headOf(text: string, limit: number): string {
  const fitting = longestFitting(text, limit);
  return upToLast(fitting, sentenceEnds) ?? upToLast(fitting, clauseEnds) ?? fitting;
}

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** The longest beginning that fits and does not break a character; at least one code point. */
function longestFitting(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text.slice(0, limit + 1))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > limit) break;
    end = index + segment.length;
  }
  return end === 0 ? longestCodePoints(text, limit) : text.slice(0, end);
}

/** For a single character longer than the limit (a pile of combining marks). */
function longestCodePoints(text: string, limit: number): string {
  let head = '';
  for (const character of text) {
    if (head !== '' && Buffer.byteLength(head + character) > limit) break;
    head += character;
  }
  return head;
}

/** The text up to and including the last of these marks; undefined when that would keep less than a third. */
function upToLast(text: string, marks: string): string | undefined {
  for (let at = text.length - 1; at >= text.length / 3; at -= 1) {
    if (marks.includes(text.charAt(at))) return text.slice(0, at + 1);
  }
  return undefined;
}
