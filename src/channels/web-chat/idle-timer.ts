export interface IdleTimer {
  /** Somebody is there: the wait starts anew. */
  touch(): void;
  stop(): void;
}

/** Calls `onIdle` once after `ms` without a touch. */
export function createIdleTimer(ms: number, onIdle: () => void): IdleTimer {
  let timer: NodeJS.Timeout | undefined;
  return {
    touch() {
      clearTimeout(timer);
      timer = setTimeout(onIdle, ms);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
