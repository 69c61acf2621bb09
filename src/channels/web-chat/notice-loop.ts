import type { Notice } from './deps.js';

export interface NoticeLoop {
  /** Sends what is pending now and starts the waits anew. */
  wake(): void;
  stop(): void;
}

/**
 * Sends a visitor's pending notices again and again, with growing waits, until none is left.
 * The box is asked each time, so an acknowledgement from any tab ends the repetition everywhere.
 */
export function createNoticeLoop(input: {
  pending: () => Promise<Notice[]>;
  send: (notice: Notice) => void;
  repeatMs: readonly number[];
  onError: (error: unknown) => void;
}): NoticeLoop {
  const { pending, send, repeatMs, onError } = input;
  let timer: NodeJS.Timeout | undefined;
  let run = 0;

  const round = async (mine: number, step: number): Promise<void> => {
    const notices = await pending().catch((error: unknown) => {
      onError(error);
      return null;
    });
    if (mine !== run) return;
    for (const notice of notices ?? []) send(notice);
    if (notices?.length === 0) return;
    timer = setTimeout(() => void round(mine, step + 1), repeatMs[Math.min(step, repeatMs.length - 1)]);
  };

  return {
    wake() {
      clearTimeout(timer);
      run += 1;
      void round(run, 0);
    },
    stop() {
      clearTimeout(timer);
      run += 1;
    },
  };
}
