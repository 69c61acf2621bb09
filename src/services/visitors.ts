import type { Clock } from '../clock.js';
import type { Channel } from '../domain/channel.js';
import type { EndedVisitorRepository } from '../models/ended-visitors/repository.js';
import type { SessionRepository } from '../models/sessions/repository.js';

type Who = { channel: Channel; person: string };

export interface Visitors {
  /**
   * 退出, or the terminal's next visitor: conversation, history and draft are erased, the identity is over,
   * also for the turn that is running: what it filed stays, nothing else. Idempotent.
   */
  end(who: Who): Promise<void>;
  /** Whether {@link Visitors.end} was ever called for this identity. */
  isEnded(who: Who): Promise<boolean>;
}

/** Web-chat identities that ended. What they filed stays and is found by number and query code. */
export function createVisitors(deps: {
  sessions: SessionRepository;
  endedVisitors: EndedVisitorRepository;
  clock: Clock;
}): Visitors {
  const keyOf = ({ channel, person }: Who) => `${channel}:${person}`;
  return {
    async end(who) {
      const key = keyOf(who);
      const now = deps.clock.now();
      await deps.endedVisitors.add(key, now);
      await deps.sessions.end(key, now);
    },
    isEnded: (who) => deps.endedVisitors.has(keyOf(who)),
  };
}
