import type { WechatFollowerRepository, WindowOpening } from '../../models/wechat-followers/repository.js';

/** Writes window openings behind the answers: one write for all of a moment, none on a message's way. */
export interface WindowLog {
  opened(opening: WindowOpening): void;
  /** Settles when everything noted so far is written. */
  flush(): Promise<void>;
}

export interface WindowLogDeps {
  followers: Pick<WechatFollowerRepository, 'open'>;
  /** How long openings are gathered (ms). */
  gatherMs: number;
  onError: (error: unknown) => void;
}

/**
 * A crash loses what was gathered: a window then counts as older than it is, and a notice takes another
 * way; nothing is sent that the platform would refuse.
 */
export function createWindowLog({ followers, gatherMs, onError }: WindowLogDeps): WindowLog {
  let noted = new Map<string, WindowOpening>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const openings = [...noted.values()];
    noted = new Map();
    if (openings.length > 0) writing = writing.then(() => followers.open(openings)).catch(onError);
    return writing;
  }

  return {
    opened(opening) {
      const key = `${opening.window}:${opening.openid}`;
      const known = noted.get(key);
      if (known === undefined || known.openedAt < opening.openedAt) noted.set(key, opening);
      timer ??= setTimeout(flush, gatherMs).unref();
    },
    flush,
  };
}
