import type {
  FollowerWindow,
  WechatFollowerRepository,
  WindowOpening,
} from '../../models/wechat-followers/repository.js';
import type { Delivered, DeliveredContent } from './delivery.js';

/** Writes window openings behind the answers: one write for all of a moment, none on a message's way. */
export interface WindowLog {
  /** Notes the window this delivery opens, if it opens one. */
  heard(delivered: Delivered): void;
  /** Settles when everything noted so far is written. */
  flush(): Promise<void>;
}

export interface WindowLogDeps {
  followers: Pick<WechatFollowerRepository, 'open'>;
  /** How long openings are gathered (ms). */
  gatherMs: number;
  onError: (error: unknown) => void;
}

/** Openings kept at most while the store is away. */
const KEPT_MOST = 10_000;

/** For an account that can push nothing: its windows matter to nobody. */
export const noWindowLog: WindowLog = { heard: () => undefined, flush: () => Promise.resolve() };

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
    if (openings.length > 0) writing = writing.then(() => write(openings));
    return writing;
  }

  /** What the store does not take now is noted again. */
  async function write(openings: readonly WindowOpening[]): Promise<void> {
    try {
      await followers.open(openings);
    } catch (error) {
      onError(error);
      if (noted.size < KEPT_MOST) for (const opening of openings) note(opening);
    }
  }

  function note(opening: WindowOpening): void {
    const key = `${opening.window}:${opening.openid}`;
    const known = noted.get(key);
    if (known === undefined || known.openedAt < opening.openedAt) noted.set(key, opening);
    timer ??= setTimeout(flush, gatherMs).unref();
  }

  return {
    heard({ person, createdAt, content }) {
      const window = windowOf(content);
      if (window !== undefined) note({ openid: person, window, openedAt: createdAt });
    },
    flush,
  };
}

/** Which window of customer-service messages this opens. */
function windowOf(content: DeliveredContent): FollowerWindow | undefined {
  switch (content.type) {
    case 'text':
      return content.fromMenuMessage ? 'action' : 'message';
    case 'media':
    case 'location':
    case 'file_without_media':
      return 'message';
    case 'click':
    case 'scan':
    case 'subscribe':
      return 'action';
    default:
      return undefined;
  }
}
