import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.js';
import { officialAccountText } from '../../domain/text/official-account.js';
import { INBOX_DECISION, INBOX_OWED, type InboxDecision, inboxId } from '../../domain/wechat-inbox.js';
import type { WechatInboxRepository } from '../../models/wechat-inbox/repository.js';
import { type Arrival, inboxMessage, isBurst } from './arrival.js';
import type { Conversation } from './conversation.js';
import { readDelivery } from './delivery.js';
import { finishEarlier } from './earlier-turns.js';
import { gather } from './gather.js';
import type { InboxWorker } from './inbox-worker.js';
import type { ReplayGuard } from './replay-guard.js';
import { restFor } from './rest-of-answer.js';
import type { Spool, SpooledDelivery } from './spool.js';
import { LATE, within } from './within.js';

/** How a delivery is answered. `refused`: no 200, so that the platform delivers again. */
export type Answer = { type: 'text'; text: string } | { type: 'success' } | { type: 'refused' };

export interface TurnTiming {
  /**
   * After this a message is written down although nothing is decided yet (ms). No more than half of
   * `answerMs`: who finds no entry and answers within `slowMs` then comes before any decision to push.
   */
  slowMs: number;
  /** After this a delivery is acknowledged, if that is safe (ms); the platform hangs up after 5,000. */
  answerMs: number;
  /** How long the store may take for that (ms). */
  storeMs: number;
  /** How long an entry is one worker's (ms). */
  leaseMs: number;
  /** The quiet after which a series of photos is answered (ms). */
  burstMs: number;
  /** How long after the passive part the rest of a long answer follows (ms). */
  restMs: number;
  /** The first pause before something that failed is tried again (ms); doubled each time. */
  retryMs: number;
}

export const TURN_TIMING: TurnTiming = {
  slowMs: 2_000,
  answerMs: 4_500,
  storeMs: 300,
  leaseMs: 60_000,
  burstMs: 2_500,
  restMs: 1_500,
  retryMs: 2_000,
};

export interface TurnDeps {
  conversation: Conversation;
  inbox: WechatInboxRepository;
  worker: InboxWorker;
  spool: Spool;
  mayUseNonce: ReplayGuard;
  clock: Clock;
  canPush: boolean;
  timing: TurnTiming;
  onSlow: (person: string) => void;
  onError: (error: unknown) => void;
}

export interface Turns {
  answer(arrival: Arrival): Promise<Answer>;
  /** On this machine's disk only, until the store is back. */
  keepUnjudged(arrival: Arrival): Promise<Answer>;
  /** Moves what waits on this machine into the store; rejects while the store is away. */
  drainSpool(): Promise<void>;
}

/** Either the answer itself, or the parts of one that is still to be given, passively or by pushing. */
type Outcome = { answer: Answer } | { parts: string[]; mayBeDecided: boolean };

const SUCCESS: Answer = { type: 'success' };
const REFUSED: Answer = { type: 'refused' };
const textAnswer = (text: string): Answer => ({ type: 'text', text });

/** Answers deliveries inside the platform's five seconds, without losing or doubling anything. */
export function createTurns(deps: TurnDeps): Turns {
  const { clock, inbox, spool, timing, worker } = deps;
  const entriesOf = gather((people: string[]) => inbox.ofPeople(people));
  const inMs = (ms: number): Date => new Date(clock.now().getTime() + ms);
  const idOf = ({ delivered }: Arrival): string => inboxId(delivered.person, delivered.id);

  async function answer(arrival: Arrival): Promise<Answer> {
    const working = work(arrival);
    working.catch(() => undefined);
    try {
      const quick = await within(working, timing.slowMs);
      if (quick !== LATE) return await settle(arrival, quick);
      const registering = inbox.register(inboxMessage(arrival)).catch(deps.onError);
      if (deps.canPush) deps.onSlow(arrival.delivered.person);
      const slow = await within(working, timing.answerMs - timing.slowMs);
      if (slow !== LATE) {
        await registering;
        return await settle(arrival, 'parts' in slow ? { ...slow, mayBeDecided: true } : slow);
      }
    } catch (error) {
      return afterFailure(arrival, error);
    }
    return deps.canPush ? pushLater(arrival, working) : leaveOpen(arrival, working);
  }

  /** What came before is done first; then this message's own turn. */
  async function work(arrival: Arrival): Promise<Outcome> {
    const { person, id } = arrival.delivered;
    await spool.drain(moveToInbox);
    const entries = await entriesOf(person);
    const own = entries.find(({ messageId }) => messageId === id);
    if (own?.decision === INBOX_DECISION.pushed) return { answer: SUCCESS };
    const rest = await restFor(inbox, arrival, entries);
    if (rest !== undefined) return { answer: textAnswer(rest) };
    if (isBurst(arrival) && deps.canPush) return { answer: await acknowledge(arrival) };
    await finishEarlier({ inbox, worker, clock, leaseMs: timing.leaseMs }, arrival, entries);
    return { parts: await deps.conversation(arrival), mayBeDecided: own !== undefined };
  }

  /** Answers in the callback, unless another delivery of the message has been told that a push follows. */
  async function settle(arrival: Arrival, outcome: Outcome): Promise<Answer> {
    if ('answer' in outcome) return outcome.answer;
    const { parts, mayBeDecided } = outcome;
    const isLong = parts.length > 1;
    if (isLong) await inbox.register(inboxMessage(arrival));
    if (
      (mayBeDecided || isLong) &&
      (await inbox.decide(idOf(arrival), INBOX_DECISION.passive)) === INBOX_DECISION.pushed
    ) {
      return SUCCESS;
    }
    if (isLong) await keepRest(arrival, parts);
    return parts[0] === undefined ? SUCCESS : textAnswer(parts[0]);
  }

  async function keepRest(arrival: Arrival, parts: string[]): Promise<void> {
    if (!deps.canPush) return inbox.keepRest(idOf(arrival), parts);
    const dueAt = inMs(timing.restMs);
    await inbox.keepRest(idOf(arrival), parts, { owed: INBOX_OWED.push, dueAt });
    worker.wakeAt(dueAt);
  }

  /** Settles that the answer is pushed, by this process; the decision that holds. */
  async function decidePush(arrival: Arrival, token: string): Promise<InboxDecision> {
    await inbox.register(inboxMessage(arrival));
    return inbox.decide(idOf(arrival), INBOX_DECISION.pushed, {
      owed: INBOX_OWED.turn,
      dueAt: inMs(timing.leaseMs),
      token,
    });
  }

  /** Durable first, then acknowledged; the turn goes on behind the answer. */
  async function pushLater(arrival: Arrival, working: Promise<Outcome>): Promise<Answer> {
    const token = randomUUID();
    const deciding = decidePush(arrival, token);
    const decision = await within(deciding, timing.storeMs).catch((error: unknown) => {
      deps.onError(error);
      return LATE as typeof LATE;
    });
    if (decision === INBOX_DECISION.passive) return leaveOpen(arrival, working);
    void deciding.then(() => finishBehind(arrival, token, working)).catch(deps.onError);
    return decision === LATE ? keepInSpool(arrival) : SUCCESS;
  }

  async function finishBehind(arrival: Arrival, token: string, working: Promise<Outcome>): Promise<void> {
    const id = idOf(arrival);
    try {
      const outcome = await working;
      if ('parts' in outcome) await worker.keepAnswer(id, token, outcome.parts, isBurst(arrival));
      else if (outcome.answer.type === 'text')
        await worker.keepAnswer(id, token, [outcome.answer.text], false);
    } catch (error) {
      await worker.turnFailed({ id, token, attempts: 1, person: arrival.delivered.person }, error);
    }
  }

  /** A photo of a series: acknowledged as soon as it is written down, answered once for all. */
  async function acknowledge(arrival: Arrival): Promise<Answer> {
    const token = randomUUID();
    if ((await decidePush(arrival, token)) === INBOX_DECISION.pushed) {
      void finishBehind(arrival, token, orderedTurn(arrival)).catch(deps.onError);
    }
    return SUCCESS;
  }

  /** Nothing can be pushed: the platform's next deliveries collect the answer. */
  async function leaveOpen(arrival: Arrival, working: Promise<Outcome>): Promise<Answer> {
    try {
      return await settle(arrival, await working);
    } catch (error) {
      return afterFailure(arrival, error);
    }
  }

  /** The turn failed or the store is away. Acknowledged only if the message is on disk somewhere. */
  async function afterFailure(arrival: Arrival, error: unknown): Promise<Answer> {
    deps.onError(error);
    const kept = await within(keepForRetry(arrival), timing.storeMs).catch(() => LATE as typeof LATE);
    if (kept === LATE) return keepInSpool(arrival);
    return kept === INBOX_DECISION.pushed ? SUCCESS : REFUSED;
  }

  /** In the inbox for the worker; without pushing only registered, and the platform delivers again. */
  async function keepForRetry(arrival: Arrival): Promise<InboxDecision> {
    await inbox.register(inboxMessage(arrival));
    if (!deps.canPush) return INBOX_DECISION.open;
    const dueAt = inMs(timing.retryMs);
    const decision = await inbox.decide(idOf(arrival), INBOX_DECISION.pushed, {
      owed: INBOX_OWED.turn,
      dueAt,
    });
    worker.wakeAt(dueAt);
    return decision;
  }

  async function keepInSpool(arrival: Arrival): Promise<Answer> {
    try {
      const { xml, receivedAt, unjudged } = arrival;
      await spool.append({ xml, receivedAt, ...(unjudged ? { unjudged } : {}) });
      return deps.canPush ? SUCCESS : textAnswer(officialAccountText.keptForLater);
    } catch (error) {
      deps.onError(error);
      return REFUSED;
    }
  }

  /** The store is back: what was spooled is owed its turn, in the order it came. */
  async function moveToInbox({ xml, receivedAt, unjudged }: SpooledDelivery): Promise<void> {
    const arrival: Arrival = { delivered: readDelivery(xml), xml, receivedAt };
    if (unjudged && !(await deps.mayUseNonce(unjudged, arrival.delivered))) return;
    await inbox.register(inboxMessage(arrival));
    await inbox.decide(idOf(arrival), INBOX_DECISION.pushed, { owed: INBOX_OWED.turn, dueAt: clock.now() });
    worker.wakeAt(clock.now());
  }

  async function orderedTurn(arrival: Arrival): Promise<Outcome> {
    await finishEarlier(
      { inbox, worker, clock, leaseMs: timing.leaseMs },
      arrival,
      await inbox.ofPerson(arrival.delivered.person),
    );
    return { parts: await deps.conversation(arrival), mayBeDecided: true };
  }

  return { answer, keepUnjudged: keepInSpool, drainSpool: () => spool.drain(moveToInbox) };
}
