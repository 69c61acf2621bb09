/** The longest of `words` that ends exactly at `end`; undefined when none does. */
export function wordBefore(text: string, end: number, words: readonly string[]): string | undefined {
  let longest: string | undefined;
  for (const word of words) {
    if (word.length > (longest?.length ?? 0) && text.endsWith(word, end)) longest = word;
  }
  return longest;
}

/** The longest of `words` that begins exactly at `start`; undefined when none does. */
export function wordAfter(text: string, start: number, words: readonly string[]): string | undefined {
  let longest: string | undefined;
  for (const word of words) {
    if (word.length > (longest?.length ?? 0) && text.startsWith(word, start)) longest = word;
  }
  return longest;
}

const HAN = /\p{Script=Han}/u;

/** True where nothing, punctuation, a space, a digit or a Latin letter stands at `index`. */
export function isBoundary(text: string, index: number): boolean {
  const character = text[index];
  return character === undefined || !HAN.test(character);
}
