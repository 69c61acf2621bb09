import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../clock.js';
import { shanghaiDay } from '../domain/calendar.js';
import { text } from '../domain/text/index.js';
import { TURNS_PER_DAY } from '../domain/turn-limit.js';
import { AppError } from '../errors.js';
import type { Claim, SessionRepository } from '../models/sessions/repository.js';
import { openJson, sealJson } from '../secrets/sealed-json.js';
import type { Sealer } from '../secrets/sealer.js';
import type { Converse } from './converse.js';
import type { InboundMessage, Receive, Reply } from './message.js';
import {
  draftDue,
  fitState,
  freshState,
  readState,
  type SessionState,
  withoutOldUndo,
} from './session-state.js';
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
  /** Hears of a stored state or turn that could not be opened; the conversation goes on without it. */
  onUnreadable?(error: unknown): void;
}

/** A turn is over well before this; the token fences a later commit. */
const LEASE_MS = 15_000;
/** A message that waited this long for its turn is given back to be delivered again. */
const PATIENCE_MS = 20_000;
/** Characters of a message that the history keeps; the petition keeps all of them. */
const HISTORY_CHARACTERS = 10_000;
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
 * @throws whatever the turn threw. What it did before may be durable; the same message may be delivered again,
 * for nothing it did is done twice.
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
      if (claim.kind === 'answered') return { reply: storedReply(claim.turn, key, message.id), again: true };
      if (claim.kind === 'ended')
        return { reply: { texts: [text.common.exit()], leaves: true }, again: true };
      if (claim.kind === 'claimed') {
        const reply = await run(message, key, token, claim);
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
    claim: Claimed,
  ): Promise<Reply | null> {
    const today = shanghaiDay(clock.now());
    const countedBefore = claim.countedOn === today ? claim.counted : 0;
    try {
      if (countedBefore >= TURNS_PER_DAY) {
        await sessions.release(key, token);
        return { texts: [text.common.tooMany()] };
      }
      const { state, reply } = await decide(message, key, claim.state);
      const at = clock.now();
      const turn: StoredTurn = {
        text: shortened(message.text),
        files: message.attachments?.length ?? 0,
        reply,
      };
      const kept = withoutOldUndo(state, at);
      const committed = await sessions.commit({
        key,
        token,
        version: claim.version,
        messageId: message.id,
        at,
        state: sealJson(sealer, kept, statePlace(key)),
        turn: sealJson(sealer, turn, turnPlace(key, message.id)),
        counted: countedBefore + 1,
        countedOn: today,
        ...draftDue(kept, at, { draftDays: deps.draftDays, terminal: message.terminal ?? false }),
      });
      return committed ? reply : null;
    } catch (error) {
      await sessions.release(key, token).catch(() => undefined);
      throw error;
    }
  }

  /** The answer and the state to keep; a state too large to be kept is refused, and the one before stays. */
  async function decide(message: InboundMessage, key: string, sealed: Buffer | null) {
    const { state, restarted } = openState(sealed, key);
    const outcome = await converse(message, state);
    const fitted = fitState(outcome.state);
    if (!fitted) return { state, reply: { texts: [text.session.tooMuch()] } };
    const notice = restarted ? [text.form.updated()] : [];
    return { state: fitted, reply: { ...outcome.reply, texts: [...notice, ...outcome.reply.texts] } };
  }

  function openState(sealed: Buffer | null, key: string): { state: SessionState; restarted: boolean } {
    if (!sealed) return { state: freshState(), restarted: false };
    try {
      return readState(openJson<unknown>(sealer, sealed, statePlace(key)));
    } catch (error) {
      deps.onUnreadable?.(error);
      return { state: freshState(), restarted: true };
    }
  }

  /** What was answered, as long as it is kept and can be opened. */
  function storedReply(turn: Buffer | null, key: string, messageId: string): Reply {
    const gone: Reply = { texts: [text.common.seenBefore()] };
    if (!turn) return gone;
    try {
      return openJson<StoredTurn>(sealer, turn, turnPlace(key, messageId)).reply;
    } catch (error) {
      deps.onUnreadable?.(error);
      return gone;
    }
  }
}

type Claimed = Extract<Claim, { kind: 'claimed' }>;

const shortened = (said: string): string =>
  said.length > HISTORY_CHARACTERS ? `${said.slice(0, HISTORY_CHARACTERS)}…` : said;

const statePlace = (key: string) => ({ collection: COLLECTION, id: key, field: 'state' });

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

/** The last `limit` lines of a person's conversation, oldest first; without turns that cannot be opened. */
export function createHistory(
  sessions: SessionRepository,
  sealer: Sealer,
  onUnreadable?: ReceiveDeps['onUnreadable'],
) {
  const openTurn = (key: string, id: string, turn: Buffer): StoredTurn | undefined => {
    try {
      return openJson<StoredTurn>(sealer, turn, turnPlace(key, id));
    } catch (error) {
      onUnreadable?.(error);
      return undefined;
    }
  };

  return async (
    who: { channel: InboundMessage['channel']; person: string },
    limit = 50,
  ): Promise<HistoryItem[]> => {
    const key = sessionKey(who);
    const turns = await sessions.recent(key);
    return turns
      .flatMap(({ id, at, turn }): HistoryItem[] => {
        const stored = openTurn(key, id, turn);
        if (!stored) return [];
        const said = stored.text || text.common.filesSent(stored.files);
        return [
          { id, from: 'me', texts: [said], at },
          { id: `${id}:reply`, from: 'bot', texts: stored.reply.texts, at },
        ];
      })
      .slice(-limit);
  };
}
