/** A set of words that can be looked for at any position of a text in time bounded by the longest word. */
interface TrieNode<T> {
  next: Map<number, TrieNode<T>>;
  values: T[];
}

export interface Trie<T> {
  add(word: string, value: T): void;
  /** Calls back for every word that begins at `start`, shortest first. */
  matchAt(text: string, start: number, found: (end: number, values: readonly T[]) => void): void;
}

/** Builds an empty trie over UTF-16 code units. */
export function createTrie<T>(): Trie<T> {
  const root: TrieNode<T> = { next: new Map(), values: [] };
  return {
    add(word, value) {
      let node = root;
      for (let index = 0; index < word.length; index += 1) {
        const code = word.charCodeAt(index);
        let child = node.next.get(code);
        if (!child) {
          child = { next: new Map(), values: [] };
          node.next.set(code, child);
        }
        node = child;
      }
      node.values.push(value);
    },
    matchAt(text, start, found) {
      let node: TrieNode<T> | undefined = root;
      for (let index = start; index < text.length; index += 1) {
        node = node.next.get(text.charCodeAt(index));
        if (!node) return;
        if (node.values.length > 0) found(index + 1, node.values);
      }
    },
  };
}
