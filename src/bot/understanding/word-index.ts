interface Entry<T> {
  word: string;
  values: T[];
}

/** A set of words that can be looked for at any position of a text. */
export interface WordIndex<T> {
  /** Adds a word of at least one character. */
  add(word: string, value: T): void;
  /** Calls back for every word that begins at `start`, shortest first. */
  matchAt(text: string, start: number, found: (end: number, values: readonly T[]) => void): void;
}

const KEY_BITS = 0x3fffffff;
const NO_CHARACTER = 0;

/** Words with the same key share a list; a collision costs one comparison and nothing else. */
const keyOf = (first: number, second: number) => ((first << 13) ^ second) & KEY_BITS;

/**
 * Builds an empty index. Words are kept by their first two characters, so that most positions of a text cost one
 * look-up and building costs little; a lexicon has few words that share two characters.
 */
export function createWordIndex<T>(): WordIndex<T> {
  const byKey = new Map<number, Entry<T>[]>();

  function entryOf(word: string, key: number): Entry<T> {
    const entry: Entry<T> = { word, values: [] };
    const list = byKey.get(key);
    if (!list) {
      byKey.set(key, [entry]);
      return entry;
    }
    for (let index = 0; index < list.length; index += 1) {
      const other = list[index] as Entry<T>;
      if (other.word === word) return other;
      if (other.word.length > word.length) {
        list.splice(index, 0, entry);
        return entry;
      }
    }
    list.push(entry);
    return entry;
  }

  function matchIn(
    key: number,
    text: string,
    start: number,
    found: (end: number, values: readonly T[]) => void,
  ): void {
    const list = byKey.get(key);
    if (!list) return;
    for (const { word, values } of list) if (text.startsWith(word, start)) found(start + word.length, values);
  }

  return {
    add(word, value) {
      const second = word.length > 1 ? word.charCodeAt(1) : NO_CHARACTER;
      entryOf(word, keyOf(word.charCodeAt(0), second)).values.push(value);
    },
    matchAt(text, start, found) {
      const first = text.charCodeAt(start);
      matchIn(keyOf(first, NO_CHARACTER), text, start, found);
      if (start + 1 < text.length) matchIn(keyOf(first, text.charCodeAt(start + 1)), text, start, found);
    },
  };
}
