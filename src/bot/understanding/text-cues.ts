type WordsByCharacter = Map<number, string[]>;

const byLast = new WeakMap<readonly string[], WordsByCharacter>();
const byFirst = new WeakMap<readonly string[], WordsByCharacter>();

/** The lists come from the lexicon and never change, so each is ordered once: by character, longest word first. */
function ordered(
  cache: WeakMap<readonly string[], WordsByCharacter>,
  words: readonly string[],
  characterOf: (word: string) => number,
): WordsByCharacter {
  const known = cache.get(words);
  if (known) return known;
  const index: WordsByCharacter = new Map();
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    if (word === '') continue;
    const list = index.get(characterOf(word));
    if (list) list.push(word);
    else index.set(characterOf(word), [word]);
  }
  cache.set(words, index);
  return index;
}

const lastOf = (word: string) => word.charCodeAt(word.length - 1);
const firstOf = (word: string) => word.charCodeAt(0);

/** The longest of `words` that ends exactly at `end`; undefined when none does. */
export function wordBefore(text: string, end: number, words: readonly string[]): string | undefined {
  if (end <= 0) return undefined;
  const candidates = ordered(byLast, words, lastOf).get(text.charCodeAt(end - 1));
  return candidates?.find((word) => text.endsWith(word, end));
}

/** The longest of `words` that begins exactly at `start`; undefined when none does. */
export function wordAfter(text: string, start: number, words: readonly string[]): string | undefined {
  const candidates = ordered(byFirst, words, firstOf).get(text.charCodeAt(start));
  return candidates?.find((word) => text.startsWith(word, start));
}

const HAN = /\p{Script=Han}/u;

/** True where nothing, punctuation, a space, a digit or a Latin letter stands at `index`. */
export function isBoundary(text: string, index: number): boolean {
  const character = text[index];
  return character === undefined || !HAN.test(character);
}
