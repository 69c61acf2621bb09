import { h } from './dom.js';
import type { Choice } from './frames.js';

/** Shows the offered answers as buttons; a number stands before each that is answered by one. */
export function showChoices(
  place: HTMLElement,
  choices: readonly Choice[],
  onPick: (choice: Choice) => void,
): void {
  const shape = JSON.stringify(choices);
  if (place.dataset['shape'] === shape) return;
  place.dataset['shape'] = shape;
  place.hidden = choices.length === 0;
  place.replaceChildren(
    ...choices.map((choice) => {
      const button = h('button', { type: 'button', class: 'choice' }, ...caption(choice));
      button.addEventListener('click', () => onPick(choice));
      return button;
    }),
  );
}

function caption(choice: Choice): (HTMLElement | string)[] {
  if (!/^\d+$/.test(choice.value)) return [choice.label];
  const label = choice.label.replace(new RegExp(`^${choice.value}[.、  ]*`), '');
  return [h('b', { class: 'number' }, choice.value), h('span', {}, label || choice.label)];
}
