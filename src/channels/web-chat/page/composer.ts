import type { Keep } from './keep.js';

export interface Composer {
  /** Puts words into the input, for the person to look over and send. */
  fill(words: string): void;
  focus(): void;
  clear(): void;
}

const TALLEST_PX = 160;

/**
 * The input line. Enter sends, Shift+Enter breaks the line, and the Enter that ends an input method's composition
 * does neither. What is being written is kept over a reload.
 */
export function createComposer(input: {
  form: HTMLFormElement;
  field: HTMLTextAreaElement;
  keep: Keep;
  onSend(words: string): void;
}): Composer {
  const { form, field, keep } = input;

  const fit = () => {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight + 2, TALLEST_PX)}px`;
  };
  const fill = (words: string) => {
    field.value = words;
    keep.write('draft', words || null);
    fit();
  };

  field.addEventListener('input', () => {
    keep.write('draft', field.value || null);
    fit();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const words = field.value;
    fill('');
    input.onSend(words);
  });
  fill(keep.read('draft', ''));

  return { fill, focus: () => field.focus({ preventScroll: true }), clear: () => fill('') };
}
