import { h } from './dom.js';
import type { Choice } from './frames.js';

/** Shows the offered answers as buttons, each with the number that may be typed in its place. */
export function showChoices(
  place: HTMLElement,
  choices: readonly Choice[],
  onPick: (choice: Choice, byKeyboard: boolean) => void,
): void {
  const shape = JSON.stringify(choices);
  if (place.dataset['shape'] === shape) return;
  place.dataset['shape'] = shape;
  place.hidden = choices.length === 0;
  place.scrollTop = 0;
  place.replaceChildren(
    ...choices.map((choice, index) => {
      const number = String(index + 1);
      const words = h('span', {}, unnumbered(choice.label, number));
      const button = h(
        'button',
        { type: 'button', class: 'choice' },
        h('b', { class: 'number' }, number),
        words,
      );
      button.addEventListener('click', (event) => onPick(choice, event.detail === 0));
      return button;
    }),
  );
}

/** The label without the number it may already bear. */
function unnumbered(label: string, number: string): string {
  const [numbered, typed] = /^(\d+)[.、 ]+/.exec(label) ?? [];
  return (numbered !== undefined && typed === number && label.slice(numbered.length)) || label;
}
