import { h } from './dom.js';

/** Petition numbers and query codes, which must not be broken over two lines. */
const NUMBERS = /(XF\d{6}-\d{8}-\d{4,}|\b\d{3}-\d{3}-\d{4}\b)/;

/** The words with each number or code kept on one line; everything else stays plain text. */
export function withNumbers(words: string): (HTMLElement | string)[] {
  return words
    .split(NUMBERS)
    .map((part, index) => (index % 2 === 1 ? h('b', { class: 'unbroken' }, part) : part));
}
