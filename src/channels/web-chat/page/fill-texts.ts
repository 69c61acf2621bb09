import { text } from './text.js';

/** Puts the texts into the elements that name them: `data-text`, `data-label` and `data-placeholder`. */
export function fillTexts(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-text]')) {
    element.textContent = wording(element.dataset['text']);
  }
  for (const element of root.querySelectorAll<HTMLElement>('[data-label]')) {
    element.setAttribute('aria-label', wording(element.dataset['label']));
  }
  for (const element of root.querySelectorAll<HTMLElement>('[data-placeholder]')) {
    element.setAttribute('placeholder', wording(element.dataset['placeholder']));
  }
}

function wording(name: string | undefined): string {
  const words: unknown = text.page[name as keyof typeof text.page];
  if (typeof words !== 'string') throw new Error(`the page has no text called ${name}`);
  return words;
}
