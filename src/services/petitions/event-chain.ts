import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { PetitionEventType } from '../../domain/petition-events.js';
import type { EventRecord } from '../../models/petitions/entity.js';
import { encodeJson, sealJson } from '../../secrets/sealed-json.js';
import type { Sealer } from '../../secrets/sealer.js';
import { type EventDetail, eventPlace, openDetail } from './sealing.js';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function eventHash(petitionId: string, event: Omit<EventRecord, 'hash' | 'detail' | 'cause'>): string {
  const { id, type, on, detailHash, prevHash } = event;
  return sha256(JSON.stringify([petitionId, id, type, on, detailHash, prevHash]));
}

/** An event that follows `previous`; its hash covers the plain fields and a hash of the sealed detail. */
export function chainEvent(
  sealer: Sealer,
  petitionId: string,
  previous: EventRecord | undefined,
  event: {
    type: PetitionEventType;
    on: string;
    cause: string;
    detail: Omit<EventDetail, 'nonce'>;
    id?: string;
  },
): EventRecord {
  const id = event.id ?? randomUUID();
  const detail: EventDetail = { nonce: randomBytes(16).toString('base64'), ...event.detail };
  const chained = {
    id,
    type: event.type,
    on: event.on,
    detailHash: sha256(encodeJson(detail)),
    prevHash: previous?.hash ?? '',
  };
  return {
    ...chained,
    cause: event.cause,
    detail: sealJson(sealer, detail, eventPlace(petitionId, id)),
    hash: eventHash(petitionId, chained),
  };
}

/** Index of the first event that was changed, removed or put in after it was written; -1 when none was. */
export function firstBrokenEvent(sealer: Sealer, petitionId: string, events: readonly EventRecord[]): number {
  return events.findIndex((event, index) => {
    const { id, type, on, detailHash, prevHash, hash } = event;
    const follows = prevHash === (events[index - 1]?.hash ?? '');
    const whole = sha256(encodeJson(openDetail(sealer, petitionId, event))) === detailHash;
    return !follows || !whole || eventHash(petitionId, { id, type, on, detailHash, prevHash }) !== hash;
  });
}
