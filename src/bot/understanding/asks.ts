import type { AskWords, Punctuation } from './lexicon-types.js';
import type { Scan } from './scanner.js';
import { wordAfter } from './text-cues.js';

const MAX_ASKS = 9;
const NUMBERED = /^\p{Ps}?(?:\d{1,2}|\p{No})[\p{Pe}\p{Po}]?/u;

/** Where a further matter begins: a numbered item or a word like 另外 at the head of a clause. */
function beginnings(text: string, words: AskWords, punctuation: Punctuation): number[] {
  const barriers = punctuation.sentence + punctuation.clause;
  const starts: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const isHead =
      index === 0 || /\s/.test(text[index - 1] as string) || barriers.includes(text[index - 1] as string);
    const free = wordAfter(text, index, words.anywhere);
    const head = isHead ? (wordAfter(text, index, words.head) ?? numberAt(text, index)) : undefined;
    if (free ?? head) {
      starts.push(index);
      index += (free ?? head ?? '').length;
    }
  }
  return starts;
}

function numberAt(text: string, index: number): string | undefined {
  const found = NUMBERED.exec(text.slice(index, index + 5))?.[0];
  return found && /[\p{Pe}\p{Po}\p{No}]/u.test(found) ? found : undefined;
}

/** The separate matters in the person's words; one entry where there is only one. */
export function findAsks(text: string, scan: Scan, words: AskWords, punctuation: Punctuation): string[] {
  const starts = [0, ...beginnings(text, words, punctuation).filter((start) => start > 0)];
  const told = [...scan.hits('problems'), ...scan.of('wrongdoing', 'act')];
  const parts: { text: string; tells: boolean }[] = starts.map((start, index) => {
    const end = starts[index + 1] ?? text.length;
    return {
      text: text.slice(start, end).trim(),
      tells: told.some((hit) => hit.start >= start && hit.start < end),
    };
  });
  const asks: string[] = [];
  let pending = '';
  for (const part of parts) {
    if (part.tells) {
      asks.push(pending + part.text);
      pending = '';
    } else if (asks.length > 0) {
      asks[asks.length - 1] += part.text;
    } else {
      pending += part.text;
    }
  }
  return asks.length > 0 && asks.length <= MAX_ASKS ? asks : [text];
}
