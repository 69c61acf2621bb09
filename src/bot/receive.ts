import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../clock.js';
import { text } from '../domain/text/index.js';
import { AppError } from '../errors.js';
import type { SessionRepository } from '../models/sessions/repository.js';
import { openJson, sealJson } from '../secrets/sealed-json.js';
import type { Sealer } from '../secrets/sealer.js';
import type { Converse } from './converse.js';
import type { InboundMessage, Receive, Reply } from './message.js';
import { readState } from './session-state.js';
import { sessionKey } from './turn.js';

/** `repeated`: the same message again, answered from the store. */
export type TurnOutcome = 'answered' | 'repeated' | 'failed';

export interface ReceiveDeps {
  sessions: SessionRepository;
  sealer: Sealer;
  converse: Converse;
  clock: Clock;
  /** How long an unsent draft is kept, in days. */
  draftDays: number;
  /** Called after each turn with what became of it and how long it took, in seconds. */
  onTurn?(message: InboundMessage, outcome: TurnOutcome, seconds: number): void;
}

/** A turn is over well before this; the token fences a later commit. */
const LEASE_MS = 15_000;
/** A message that waited this long for its turn is given back to be delivered again. */
const PATIENCE_MS = 20_000;
const DAY_MS = 86_400_000;
const COLLECTION = 'sessions';

/** What is stored of an answered message. */
interface StoredTurn {
  text: string;
  files: number;
  reply: Reply;
}

/**
 * The one way a message goes: claim the person's session, decide, commit. The same id again gets the
 * stored reply; two messages of one person never overlap, in however many processes.
 *
 * @throws whatever the turn threw; nothing was stored then, so the same message may be delivered again.
 */
export function createReceive(deps: ReceiveDeps): Receive {
  const { sessions, sealer, converse, clock } = deps;
  const lanes = new Map<string, Promise<unknown>>();

  return (message) => {
    const key = sessionKey(message);
    // Within this process messages of one person queue here instead of polling the store.
    const before = lanes.get(key) ?? Promise.resolve();
    const mine = before.then(() => timed(message, key));
    const settled = mine.catch(() => undefined);
    lanes.set(key, settled);
    void settled.then(() => {
      if (lanes.get(key) === settled) lanes.delete(key);
    });
    return mine;
  };

  async function timed(message: InboundMessage, key: string): Promise<Reply> {
    const started = performance.now();
    const done = (outcome: TurnOutcome) =>
      deps.onTurn?.(message, outcome, (performance.now() - started) / 1000);
    try {
      const { reply, again } = await take(message, key);
      done(again ? 'repeated' : 'answered');
      return reply;
    } catch (error) {
      done('failed');
      throw error;
    }
  }

  async function take(message: InboundMessage, key: string): Promise<{ reply: Reply; again: boolean }> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (let pause = 4; performance.now() < giveUpAt; pause = Math.min(pause * 2, 250)) {
      const token = randomUUID();
      const now = clock.now();
      const claim = await sessions.claim(key, message.id, token, now, new Date(now.getTime() + LEASE_MS));
      if (claim.kind === 'answered')
        return {
          reply: claim.turn
            ? storedReply(claim.turn, key, message.id)
            : { texts: [text.common.seenBefore()] },
          again: true,
        };
      if (claim.kind === 'claimed') {
        const reply = await run(message, key, token, claim.version, claim.state);
        if (reply) return { reply, again: false };
      }
      await wait(pause);
    }
    throw new AppError(
      'session_busy',
      'another message of this person took too long; deliver this one again',
    );
  }

  /** Runs the turn under the lease. Null: the lease was lost, somebody else went on. */
  async function run(
    message: InboundMessage,
    key: string,
    token: string,
    version: number,
    sealed: Buffer | null,
  ): Promise<Reply | null> {
    try {
      const stored = sealed
        ? openJson<unknown>(sealer, sealed, { collection: COLLECTION, id: key, field: 'state' })
        : null;
      const { state, restarted } = readState(stored);
      const outcome = await converse(message, state);
      const reply = restarted
        ? { ...outcome.reply, texts: [text.form.updated(), ...outcome.reply.texts] }
        : outcome.reply;
      const turn: StoredTurn = { text: message.text, files: message.attachments?.length ?? 0, reply };
      const at = clock.now();
      const committed = await sessions.commit({
        key,
        token,
        version,
        messageId: message.id,
        at,
        state: sealJson(sealer, outcome.state, { collection: COLLECTION, id: key, field: 'state' }),
        turn: sealJson(sealer, turn, turnPlace(key, message.id)),
        draftErasesAt: outcome.state.form ? new Date(at.getTime() + deps.draftDays * DAY_MS) : null,
      });
      return committed ? reply : null;
    } catch (error) {
      await sessions.release(key, token).catch(() => undefined);
      throw error;
    }
  }

  function storedReply(turn: Buffer, key: string, messageId: string): Reply {
    return openJson<StoredTurn>(sealer, turn, turnPlace(key, messageId)).reply;
  }
}

const turnPlace = (key: string, messageId: string) => ({
  collection: COLLECTION,
  id: key,
  field: `turn:${messageId}`,
});

/** One line of a conversation, as a channel shows it to somebody who comes back. */
export interface HistoryItem {
  id: string;
  from: 'me' | 'bot';
  texts: string[];
  at: Date;
}

/** The last `limit` lines of a person's conversation, oldest first. */
export function createHistory(sessions: SessionRepository, sealer: Sealer) {
  return async (
    who: { channel: InboundMessage['channel']; person: string },
    limit = 50,
  ): Promise<HistoryItem[]> => {
    const key = sessionKey(who);
    const turns = await sessions.recent(key);
    return turns
      .flatMap(({ id, at, turn }): HistoryItem[] => {
        const stored = openJson<StoredTurn>(sealer, turn, turnPlace(key, id));
        const said = stored.text || text.common.filesSent(stored.files);
        return [
          { id, from: 'me', texts: [said], at },
          { id: `${id}:reply`, from: 'bot', texts: stored.reply.texts, at },
        ];
      })
      .slice(-limit);
  };
}
