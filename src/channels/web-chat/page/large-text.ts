import type { Keep } from './keep.js';

/** The switch between normal and large letters; remembered except at the terminal. */
export function largeTextSwitch(button: HTMLElement, keep: Keep): { reset(): void } {
  const apply = (large: boolean) => {
    document.documentElement.classList.toggle('large', large);
    button.setAttribute('aria-pressed', String(large));
  };
  apply(keep.read('large', false));
  button.addEventListener('click', () => {
    const large = !document.documentElement.classList.contains('large');
    apply(large);
    keep.write('large', large || null);
  });
  return { reset: () => apply(false) };
}
