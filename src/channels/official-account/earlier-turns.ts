import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../clock.js';
import { type InboxEntry, inboxId, isBefore, isTurnOfNow } from '../../domain/wechat-inbox.js';
import type { WechatInboxRepository } from '../../models/wechat-inbox/repository.js';
import type { Arrival } from './arrival.js';
import type { InboxWorker } from './inbox-worker.js';

export interface EarlierTurnsDeps {
  inbox: Pick<WechatInboxRepository, 'ofPerson' | 'claimTurn'>;
  worker: Pick<InboxWorker, 'takeTurn'>;
  clock: Clock;
  leaseMs: number;
}

/** Between two looks at a turn that another process has taken (ms). */
const POLL_MS = 50;

/** What this person said before is heard first: taken over when nobody works on it, else waited for. */
export async function finishEarlier(
  deps: EarlierTurnsDeps,
  arrival: Arrival,
  entries: readonly InboxEntry[],
): Promise<void> {
  const { person, id } = arrival.delivered;
  const own = { id: inboxId(person, id), receivedAt: arrival.receivedAt };
  const now = deps.clock.now();
  const earlier = entries.find((entry) => isBefore(entry, own) && isTurnOfNow(entry, now));
  if (earlier === undefined) return;
  const leaseUntil = new Date(now.getTime() + deps.leaseMs);
  const entry = await deps.inbox.claimTurn(earlier.id, now, leaseUntil, randomUUID());
  if (entry !== undefined) await deps.worker.takeTurn(entry);
  else await sleep(POLL_MS);
  return finishEarlier(deps, arrival, await deps.inbox.ofPerson(person));
}
