/** Watches whether anybody is at the terminal: warns before the time is up, then calls `onIdle`. */
export function watchIdle(input: {
  idleMs: number;
  warningMs: number;
  onActive(): void;
  /** Seconds left, each second; null when somebody is there again. */
  onWarning(secondsLeft: number | null): void;
  onIdle(): void;
}): { touch(): void; stop(): void } {
  const TELL_EVERY_MS = 2_000;
  let lastTouch = Date.now();
  let lastTold = 0;
  let warned = false;

  const tick = window.setInterval(() => {
    if (lastTouch > lastTold) tell();
    const left = input.idleMs - (Date.now() - lastTouch);
    if (left <= 0) input.onIdle();
    else if (left <= input.warningMs) {
      warned = true;
      input.onWarning(Math.ceil(left / 1000));
    }
  }, 500);

  const tell = () => {
    if (Date.now() - lastTold < TELL_EVERY_MS) return;
    lastTold = Date.now();
    input.onActive();
  };

  const touch = () => {
    lastTouch = Date.now();
    tell();
    if (warned) {
      warned = false;
      input.onWarning(null);
    }
  };

  const signs = ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove'];
  for (const sign of signs) document.addEventListener(sign, touch, { passive: true });
  return {
    touch,
    stop() {
      window.clearInterval(tick);
      for (const sign of signs) document.removeEventListener(sign, touch);
    },
  };
}
