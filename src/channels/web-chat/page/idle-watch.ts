import { now } from './clock.js';

const TELL_EVERY_MS = 2_000;

/** Watches whether anybody is at the terminal: warns before the time is up, then calls `onIdle`. */
export function watchIdle(input: {
  idleMs: number;
  warningMs: number;
  onActive(): void;
  /** Seconds left, each second; null when somebody is there again. */
  onWarning(secondsLeft: number | null): void;
  onIdle(): void;
}): { touch(): void; stop(): void } {
  let lastTouch = now().getTime();
  let lastTold = 0;
  let warned = false;

  const tick = window.setInterval(() => {
    if (lastTouch > lastTold) tell();
    const left = input.idleMs - (now().getTime() - lastTouch);
    if (left <= 0) input.onIdle();
    else if (left <= input.warningMs) {
      warned = true;
      input.onWarning(Math.ceil(left / 1000));
    }
  }, 500);

  const tell = () => {
    if (now().getTime() - lastTold < TELL_EVERY_MS) return;
    lastTold = now().getTime();
    input.onActive();
  };

  const touch = () => {
    lastTouch = now().getTime();
    tell();
    if (warned) {
      warned = false;
      input.onWarning(null);
    }
  };

  /** While the question is asked its buttons answer for themselves; a tap anywhere else means 我还在. */
  const onSign = (event: Event) => {
    if (!warned || !(event.target as Element | null)?.closest('button')) touch();
  };

  const signs = ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove'];
  for (const sign of signs) document.addEventListener(sign, onSign, { passive: true });
  return {
    touch,
    stop() {
      window.clearInterval(tick);
      for (const sign of signs) document.removeEventListener(sign, onSign);
    },
  };
}
