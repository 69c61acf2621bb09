import type { Asker } from '../../domain/asker.js';
import type { AttachedFile } from '../../domain/file-kind.js';
import type { Petition, PetitionEvent, Supplement } from '../../domain/petition.js';
import type { PetitionContent } from '../../domain/petition-content.js';
import type { PetitionStatus } from '../../domain/petition-status.js';
import type { EventRecord, PetitionRecord, SupplementRecord } from '../../models/petitions/entity.js';
import { openJson, sealJson } from '../../secrets/sealed-json.js';
import type { SealedPlace, Sealer } from '../../secrets/sealer.js';

/** What `content` holds, sealed. */
export interface SealedContent {
  content: PetitionContent;
  filedBy: Asker;
  filedAt: Date;
  /** So that the receipt can be shown again after the key was replaced. */
  queryCode: string;
}

/** What an event's `detail` holds, sealed. */
export interface EventDetail {
  /** Random, so that the detail's hash tells nothing of it. */
  nonce: string;
  at: Date;
  by: 'petitioner' | 'agent' | 'code_holder' | 'system';
  /** What the act returned; returned again for the same cause. */
  result: unknown;
  reason?: string;
  status?: PetitionStatus;
  unitName?: string;
}

export interface SealedSupplement {
  at: Date;
  text: string;
  attachments: AttachedFile[];
  /** The whole content as it was submitted again, when that differed from what was registered. */
  amended?: PetitionContent;
}

const COLLECTION = 'petitions';

/** Confidential petitions are sealed for a place of their own: no code that reads ordinary ones opens them. */
export function contentPlace(petition: { id: string; confidential: boolean }): SealedPlace {
  return {
    collection: COLLECTION,
    id: petition.id,
    field: petition.confidential ? 'confidentialContent' : 'content',
  };
}

export function eventPlace(petitionId: string, eventId: string): SealedPlace {
  return { collection: COLLECTION, id: petitionId, field: `events/${eventId}` };
}

export function supplementPlace(petitionId: string, supplementId: string): SealedPlace {
  return { collection: COLLECTION, id: petitionId, field: `supplements/${supplementId}` };
}

export function effectPlace(petitionId: string, effectId: string): SealedPlace {
  return { collection: COLLECTION, id: petitionId, field: `pendingEffects/${effectId}` };
}

export function sealContent(
  sealer: Sealer,
  petition: { id: string; confidential: boolean },
  content: SealedContent,
): Buffer {
  return sealJson(sealer, content, contentPlace(petition));
}

export function openContent(sealer: Sealer, record: PetitionRecord): SealedContent {
  return openJson(
    sealer,
    record.content,
    contentPlace({ id: record.id, confidential: record.flags.confidential }),
  );
}

export function openDetail(sealer: Sealer, petitionId: string, event: EventRecord): EventDetail {
  return openJson(sealer, event.detail, eventPlace(petitionId, event.id));
}

/** The whole petition, opened. */
export function openPetition(sealer: Sealer, record: PetitionRecord): Petition {
  const { content, filedBy, filedAt } = openContent(sealer, record);
  const { id, version, petitionNo, status, filedOn, flags, clocks, withdrawal, urgedOn, ratings, serving } =
    record;
  return {
    id,
    version,
    petitionNo,
    status,
    filedOn,
    filedAt,
    filedBy,
    confidential: flags.confidential,
    urgent: flags.urgent,
    content,
    supplements: record.supplements.map((supplement) => openSupplement(sealer, id, supplement)),
    clocks,
    withdrawal,
    urgedOn,
    ratings,
    serving,
    events: record.events.map((event) => openEvent(sealer, id, event)),
  };
}

function openSupplement(sealer: Sealer, petitionId: string, record: SupplementRecord): Supplement {
  const place = supplementPlace(petitionId, record.id);
  const { at, text, attachments } = openJson<SealedSupplement>(sealer, record.sealed, place);
  return { on: record.on, at, text, attachments };
}

function openEvent(sealer: Sealer, petitionId: string, record: EventRecord): PetitionEvent {
  const { at, status, unitName } = openDetail(sealer, petitionId, record);
  return { id: record.id, type: record.type, on: record.on, at, status, unitName };
}
