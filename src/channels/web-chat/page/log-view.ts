import { now } from './clock.js';
import type { Entry } from './conversation.js';
import { dayKey, dayLabel, timeLabel } from './day.js';
import { h } from './dom.js';
import { withNumbers } from './rich-text.js';
import { text } from './text.js';

/** How far one of my messages has come. */
export interface SendState {
  label: string;
  failed: boolean;
  /** Part of the picture that is uploaded, 0 to 1. */
  progress?: number;
}

export interface LogView {
  /** Shows exactly these entries; elements of entries that stay are kept, so that readers hear only what is new. */
  show(entries: readonly Entry[], stateOf: (entry: Entry) => SendState | null): void;
  setTyping(on: boolean): void;
  clear(): void;
}

/** The log of bubbles. `onResend` and `onDiscard` are asked for messages that failed. */
export function createLogView(
  log: HTMLElement,
  on: { onResend(id: string): void; onDiscard(id: string): void },
): LogView {
  const elements = new Map<string, { element: HTMLElement; shape: string }>();
  const typing = h(
    'div',
    { class: 'typing', hidden: true },
    h('span', { class: 'visually-hidden' }, text.typing),
    h('i', { 'aria-hidden': 'true' }),
    h('i', { 'aria-hidden': 'true' }),
    h('i', { 'aria-hidden': 'true' }),
  );
  log.append(typing);

  const elementFor = (key: string, shape: string, make: () => HTMLElement): HTMLElement => {
    const known = elements.get(key);
    if (known?.shape === shape) return known.element;
    const element = make();
    known?.element.replaceWith(element);
    elements.set(key, { element, shape });
    return element;
  };

  const place = (wanted: HTMLElement[]) => {
    const keep = new Set<Element>([...wanted, typing]);
    for (const child of [...log.children]) if (!keep.has(child)) child.remove();
    let next: Element | null = log.firstElementChild;
    for (const element of wanted) {
      if (element === next) next = next.nextElementSibling;
      else log.insertBefore(element, next);
    }
  };

  return {
    show(entries, stateOf) {
      const wanted: HTMLElement[] = [];
      let day = '';
      for (const entry of entries) {
        const at = new Date(entry.at);
        if (dayKey(at) !== day) {
          day = dayKey(at);
          const label = dayLabel(at, now());
          wanted.push(elementFor(`day:${day}`, label, () => h('p', { class: 'day' }, label)));
        }
        const state = stateOf(entry);
        const shape = JSON.stringify([entry.texts, entry.picture, state?.label, state?.failed]);
        wanted.push(elementFor(entry.key, shape, () => bubble(entry, at, state, on)));
        updateProgress(wanted.at(-1), state);
      }
      place(wanted);
      const shown = new Set(wanted);
      for (const [key, { element }] of elements) if (!shown.has(element)) elements.delete(key);
    },
    setTyping(visible) {
      typing.hidden = !visible;
    },
    clear() {
      elements.clear();
      log.replaceChildren(typing);
      typing.hidden = true;
    },
  };
}

function updateProgress(element: HTMLElement | undefined, state: SendState | null): void {
  const bar = element?.querySelector('progress');
  if (!bar) return;
  bar.hidden = state?.progress === undefined;
  bar.value = state?.progress ?? 0;
}

function bubble(
  entry: Entry,
  at: Date,
  state: SendState | null,
  on: { onResend(id: string): void; onDiscard(id: string): void },
): HTMLElement {
  const speaker = entry.from === 'me' ? text.me : entry.from === 'bot' ? text.bot : text.notice;
  const lines = entry.texts.length > 0 || entry.picture ? entry.texts : [text.pictureSent];
  const texts = lines.map((line) => h('p', { class: 'bubble', dir: 'auto' }, ...withNumbers(line)));
  const picture = entry.picture ? [pictureBubble(entry.picture, state)] : [];
  return h(
    'article',
    { class: `entry from-${entry.from}${state?.failed ? ' failed' : ''}`, 'data-id': entry.id },
    h('span', { class: 'visually-hidden' }, speaker),
    ...picture,
    ...texts,
    state ? h('p', { class: 'state' }, state.label) : h('time', { datetime: entry.at }, timeLabel(at)),
    state?.failed ? failedActions(entry.id, on) : null,
  );
}

function pictureBubble(address: string, state: SendState | null): HTMLElement {
  return h(
    'div',
    { class: 'bubble picture' },
    h('img', { src: address, alt: text.picture }),
    state ? h('progress', { max: '1', 'aria-label': text.uploading }) : null,
  );
}

function failedActions(
  id: string,
  on: { onResend(id: string): void; onDiscard(id: string): void },
): HTMLElement {
  const resend = h('button', { type: 'button', class: 'quiet' }, text.resend);
  const discard = h('button', { type: 'button', class: 'quiet' }, text.discard);
  resend.addEventListener('click', () => on.onResend(id));
  discard.addEventListener('click', () => on.onDiscard(id));
  return h('div', { class: 'failed-actions' }, resend, discard);
}
