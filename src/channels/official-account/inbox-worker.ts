import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.js';
import { type ClaimedEntry, INBOX_OUTCOME, INBOX_OWED } from '../../domain/wechat-inbox.js';
import type { WechatInboxRepository } from '../../models/wechat-inbox/repository.js';
import type { Alert } from './alert.js';
import type { Conversation } from './conversation.js';
import { readDelivery } from './delivery.js';
import type { SendResult } from './outbound.js';
import type { Sender } from './sender.js';
import type { WindowLog } from './window-log.js';

/** Does what the inbox owes: turns that were acknowledged before they were done, and answers to be pushed. */
export interface InboxWorker {
  /** Works through everything due; how many entries were worked on. */
  runDue(): Promise<number>;
  /** Runs at `at`, in this process. */
  wakeAt(at: Date): void;
  /** Takes a claimed entry through its turn and keeps the answer. */
  takeTurn(entry: ClaimedEntry): Promise<void>;
  /** The answer to an entry is known: keeps it and sees to its being sent. */
  keepAnswer(id: string, token: string, parts: readonly string[], burst: boolean): Promise<void>;
  /** The turn failed: again later, or given up. */
  turnFailed(
    entry: Pick<ClaimedEntry, 'id' | 'token' | 'attempts' | 'person'>,
    error: unknown,
  ): Promise<void>;
  stop(): Promise<void>;
}

export interface InboxWorkerDeps {
  inbox: WechatInboxRepository;
  conversation: Conversation;
  windowLog: WindowLog;
  /** Undefined when nothing can be pushed: answers then wait to be asked for. */
  sender: Sender | undefined;
  clock: Clock;
  timing: { leaseMs: number; burstMs: number; retryMs: number };
  alert: Alert;
  onError: (error: unknown) => void;
}

/** A turn or an answer is tried this often, at growing intervals, before it is given up. */
const ATTEMPTS = 10;
const RETRY_MOST_MS = 60 * 60_000;
const AT_ONCE = 4;

export function createInboxWorker(deps: InboxWorkerDeps): InboxWorker {
  const { clock, inbox, timing } = deps;
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<unknown>>();
  let stopped = false;

  const inMs = (ms: number): Date => new Date(clock.now().getTime() + ms);
  const backoff = (attempts: number): number =>
    Math.min(RETRY_MOST_MS, timing.retryMs * 2 ** Math.max(0, attempts - 1));

  async function runDue(): Promise<number> {
    const lanes = await Promise.all(Array.from({ length: AT_ONCE }, runLane));
    return lanes.reduce((sum, worked) => sum + worked, 0);
  }

  async function runLane(): Promise<number> {
    for (let worked = 0; ; worked += 1) {
      if (stopped) return worked;
      const entry = await inbox.claimDue(clock.now(), inMs(timing.leaseMs), randomUUID());
      if (entry === undefined) return worked;
      await (entry.owed === INBOX_OWED.turn ? takeTurn(entry) : push(entry)).catch(deps.onError);
    }
  }

  async function takeTurn(entry: ClaimedEntry): Promise<void> {
    try {
      if (await inbox.hasEarlierTurn(entry, clock.now()))
        return await inbox.handBack(entry.id, entry.token, inMs(timing.retryMs));
      const xml = await inbox.xmlOf(entry.id);
      const delivered = readDelivery(xml);
      deps.windowLog.heard(delivered);
      const parts = await deps.conversation({ delivered, xml, receivedAt: entry.receivedAt });
      await keepAnswer(entry.id, entry.token, parts, entry.burst);
    } catch (error) {
      await turnFailed(entry, error);
    }
  }

  async function keepAnswer(
    id: string,
    token: string,
    parts: readonly string[],
    burst: boolean,
  ): Promise<void> {
    const dueAt = inMs(burst ? timing.burstMs : 0);
    if (await inbox.keepAnswer(id, token, parts, dueAt)) wakeAt(dueAt);
  }

  async function turnFailed(
    entry: Pick<ClaimedEntry, 'id' | 'token' | 'attempts' | 'person'>,
    error: unknown,
  ): Promise<void> {
    deps.onError(error);
    await later(entry, backoff(entry.attempts), `turn: ${codeOf(error)}`);
  }

  /** Again after `ms`, unless it was tried often enough. */
  async function later(
    entry: Pick<ClaimedEntry, 'id' | 'token' | 'attempts'>,
    ms: number,
    reason: string,
  ): Promise<void> {
    if (entry.attempts >= ATTEMPTS) return giveUp(entry, reason);
    await inbox.postpone(entry.id, entry.token, inMs(ms), reason);
    wakeAt(inMs(ms));
  }

  async function giveUp(entry: Pick<ClaimedEntry, 'id' | 'token'>, reason: string): Promise<void> {
    await inbox.finish(entry.id, entry.token, INBOX_OUTCOME.dead, clock.now(), reason);
    deps.alert('wechat_answer_dead', { reason });
  }

  async function push(entry: ClaimedEntry): Promise<void> {
    const { sender } = deps;
    if (entry.burst && (await inbox.hasLaterBurst(entry))) {
      return inbox.finish(entry.id, entry.token, INBOX_OUTCOME.covered, clock.now());
    }
    if (sender === undefined) return inbox.finish(entry.id, entry.token, INBOX_OUTCOME.kept, clock.now());
    const parts = await inbox.partsOf(entry.id);
    for (let part = entry.nextPart; part < parts.length; part += 1) {
      const result = await sender.send(answerMessage(entry, part, parts[part] ?? ''));
      if (result.result !== 'sent') return notSent(entry, result);
      // A notice only says that something waits; the answer itself is then asked for.
      if (result.kind !== 'custom')
        return inbox.finish(entry.id, entry.token, INBOX_OUTCOME.kept, clock.now(), result.kind);
      if (!(await inbox.advance(entry.id, entry.token, part + 1))) return;
    }
    await inbox.finish(entry.id, entry.token, INBOX_OUTCOME.sent, clock.now());
  }

  /**
   * An answer that may or may not have arrived is sent again: reading a sentence twice harms nobody, a
   * petition number that never comes does.
   */
  async function notSent(
    entry: ClaimedEntry,
    result: Exclude<SendResult, { result: 'sent' }>,
  ): Promise<void> {
    if (result.result === 'undeliverable' && result.reason === 'unsubscribed') {
      return inbox.finish(entry.id, entry.token, INBOX_OUTCOME.cancelled, clock.now(), result.reason);
    }
    if (result.result === 'undeliverable') return giveUp(entry, result.reason);
    const wait =
      result.result === 'retry' ? Math.max(result.afterMs, backoff(entry.attempts)) : backoff(entry.attempts);
    return later(entry, wait, result.reason);
  }

  function wakeAt(at: Date): void {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        if (stopped) return;
        const run = runDue().catch(deps.onError);
        running.add(run);
        void run.finally(() => running.delete(run));
      },
      Math.max(0, at.getTime() - clock.now().getTime()),
    ).unref();
    timers.add(timer);
  }

  return {
    runDue,
    wakeAt,
    takeTurn,
    keepAnswer,
    turnFailed,
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}

function answerMessage(entry: ClaimedEntry, part: number, text: string) {
  return {
    id: `${entry.id}:${part}`,
    person: entry.person,
    purpose: 'message_waiting' as const,
    facts: {},
    text,
  };
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'error');
}
