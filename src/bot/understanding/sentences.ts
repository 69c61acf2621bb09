import type { Punctuation } from './lexicon-types.js';

export interface Stretch {
  text: string;
  start: number;
  end: number;
}

function splitAt(text: string, characters: string): Stretch[] {
  const parts: Stretch[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    if (index < text.length && !characters.includes(text[index] as string)) continue;
    const part = text.slice(start, index);
    if (part.trim() !== '') parts.push({ text: part, start, end: index });
    start = index + 1;
  }
  return parts;
}

/** Sentences without their final punctuation, empty ones left out. */
export const sentencesOf = (text: string, punctuation: Punctuation): Stretch[] =>
  splitAt(text, punctuation.sentence);

/** Clauses without their punctuation, empty ones left out. */
export const clausesOf = (text: string, punctuation: Punctuation): Stretch[] =>
  splitAt(text, punctuation.sentence + punctuation.clause);
