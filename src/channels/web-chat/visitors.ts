import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { CHANNEL } from '../../bot/message.js';
import type { WebChatDeps, Who } from './deps.js';
import { createIdleTimer } from './idle-timer.js';
import type { WebChatLimits } from './limits.js';
import { closeSockets, type LiveVisitor, sendFrame } from './live-visitor.js';
import { createNoticeLoop } from './notice-loop.js';
import type { Visitor } from './visitor-cookie.js';

export interface Visitors {
  /** The visitor's live record, made if there is none. */
  open(visitor: Visitor): LiveVisitor;
  find(person: string): LiveVisitor | undefined;
  /** Whether this visitor has ended, here or in any process before. */
  hasEnded(visitor: Visitor): Promise<boolean>;
  /**
   * Ends the visitor at once for every socket, then in the store, after the turn that is running: what it
   * stores is erased too. Never rejects.
   */
  end(live: LiveVisitor): Promise<void>;
  /** Forgets the record when nothing needs it any more. */
  release(live: LiveVisitor): void;
  /** Stops the timers and settles when every message taken has been handled. */
  drain(): Promise<void>;
}

/** The visitors this process is talking with. */
export function createVisitors(deps: WebChatDeps, limits: WebChatLimits, log: FastifyBaseLogger): Visitors {
  const byPerson = new Map<string, LiveVisitor>();
  const stopping = new AbortController();

  const create = (visitor: Visitor): LiveVisitor => {
    const who: Who = { channel: CHANNEL.webChat, person: visitor.person };
    const live: LiveVisitor = {
      who,
      terminal: visitor.terminal,
      sockets: new Set(),
      waiting: 0,
      tail: Promise.resolve(),
      ended: false,
      unseenSlip: null,
      idle: visitor.terminal ? createIdleTimer(limits.terminalIdleMs, () => onIdle(live)) : null,
      notices: createNoticeLoop({
        pending: () => deps.notices.pending(who),
        send: (notice) => {
          for (const socket of live.sockets) {
            sendFrame(socket, { type: 'notice', ...notice }, limits.unreadBytes);
          }
        },
        repeatMs: limits.noticeRepeatMs,
        onError: (error) => log.warn({ err: error }, 'pending notices could not be read'),
      }),
    };
    live.idle?.touch();
    byPerson.set(visitor.person, live);
    return live;
  };

  const onIdle = (live: LiveVisitor) => {
    if (live.waiting > 0) live.idle?.touch();
    else void end(live);
  };

  const end = async (live: LiveVisitor) => {
    if (live.ended) return;
    live.ended = true;
    live.idle?.stop();
    live.notices.stop();
    closeSockets(live, limits.unreadBytes);
    await live.tail.catch(() => {});
    if (await endInStore(live.who)) forgetEnded(live);
  };

  /** Until the store knows, the record itself bars the visitor; so it stays when the store cannot be reached. */
  const endInStore = async (who: Who): Promise<boolean> => {
    for (const delay of [...limits.endRetryMs, null]) {
      try {
        await deps.endVisitor(who);
        return true;
      } catch (error) {
        log.error({ err: error }, 'a web chat visitor could not be ended in the store');
      }
      if (delay === null || stopping.signal.aborted) break;
      await wait(delay, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
    }
    return false;
  };

  const forgetEnded = (live: LiveVisitor) => {
    const forget = () => {
      live.unseenSlip = null;
      byPerson.delete(live.who.person);
    };
    if (live.unseenSlip === null) forget();
    else setTimeout(forget, limits.slipHoldMs).unref();
  };

  return {
    open: (visitor) => byPerson.get(visitor.person) ?? create(visitor),
    find: (person) => byPerson.get(person),
    hasEnded: async (visitor) =>
      byPerson.get(visitor.person)?.ended === true ||
      (await deps.isEnded({ channel: CHANNEL.webChat, person: visitor.person })),
    end,
    release(live) {
      if (live.sockets.size > 0) return;
      live.notices.stop();
      if (live.waiting === 0 && !live.terminal && !live.ended) byPerson.delete(live.who.person);
    },
    async drain() {
      stopping.abort();
      for (const live of byPerson.values()) {
        live.idle?.stop();
        live.notices.stop();
      }
      await Promise.all([...byPerson.values()].map((live) => live.tail));
    },
  };
}
