export interface PinnedLog {
  /** Shows the newest entry: its end, or its beginning when it is taller than the log. */
  toEnd(): void;
  stop(): void;
}

const NEAR_PX = 120;

/**
 * Keeps the log at its end while it grows or the room around it shrinks (choices, keyboard), unless the person has
 * scrolled up to read.
 */
export function pinLog(log: HTMLElement): PinnedLog {
  let pinned = true;
  let last = 0;

  const toEnd = () => {
    const newest = log.querySelector<HTMLElement>('.entry:last-of-type');
    const tall = newest !== null && newest.offsetHeight > log.clientHeight;
    log.scrollTop = tall ? newest.offsetTop - log.offsetTop - 8 : log.scrollHeight;
    pinned = true;
    last = log.scrollTop;
  };
  const onScroll = () => {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
    if (atEnd) pinned = true;
    else if (log.scrollTop < last - 2) pinned = false;
    last = log.scrollTop;
  };
  const watcher = new ResizeObserver(() => {
    if (pinned) toEnd();
  });
  watcher.observe(log);
  log.addEventListener('scroll', onScroll, { passive: true });

  return {
    toEnd,
    stop() {
      watcher.disconnect();
      log.removeEventListener('scroll', onScroll);
    },
  };
}
