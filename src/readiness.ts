/** What a part of the service says of itself: it works, or it is not configured. A throw says it does not work. */
export type PartState = 'ok' | 'off';

export interface ReadinessReport {
  ready: boolean;
  parts: Record<string, PartState | 'failed'>;
}

/** The parts on which readiness depends (the store, the channels), each with its own check. */
export interface Readiness {
  add(part: string, check: () => Promise<PartState> | PartState): void;
  /** Asks every part; one that has not answered within `timeoutMs` counts as failed. */
  report(): Promise<ReadinessReport>;
}

export function createReadiness(timeoutMs = 2000): Readiness {
  const checks = new Map<string, () => Promise<PartState> | PartState>();
  return {
    add(part, check) {
      checks.set(part, check);
    },
    async report() {
      const states = await Promise.all(
        [...checks].map(async ([part, check]) => [part, await stateOf(check, timeoutMs)] as const),
      );
      return { ready: states.every(([, state]) => state !== 'failed'), parts: Object.fromEntries(states) };
    },
  };
}

async function stateOf(
  check: () => Promise<PartState> | PartState,
  timeoutMs: number,
): Promise<PartState | 'failed'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'failed'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'failed');
  });
  const answer = (async () => check())().catch(() => 'failed' as const);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
