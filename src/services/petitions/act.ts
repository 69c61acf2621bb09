import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.js';
import { shanghaiDay } from '../../domain/calendar.js';
import { type CitizenRole, mayKnow, type PurposeOfAccess } from '../../domain/may-know.js';
import { nextDueAt } from '../../domain/next-due.js';
import type { Petition } from '../../domain/petition.js';
import type { PetitionEventType } from '../../domain/petition-events.js';
import type { Models } from '../../models/create-models.js';
import type { PetitionChange, PetitionRecord, SupplementRecord } from '../../models/petitions/entity.js';
import type { Keyring } from '../../secrets/keyring.js';
import { causeOf, eventOfCause } from './causes.js';
import { type PetitionEffect, sealEffects } from './effects.js';
import { PETITION_ERROR, petitionError } from './errors.js';
import { chainEvent } from './event-chain.js';
import type { Relay } from './relay.js';
import { type EventDetail, openDetail, openPetition } from './sealing.js';

/** What an act decides on a petition as it stands: data, nothing is written yet. */
export interface Decision<Result> {
  type: PetitionEventType;
  result: Result;
  set?: PetitionChange['set'];
  supplement?: SupplementRecord;
  /** Sealed with the event. */
  reason?: string;
  effects?: PetitionEffect[];
}

export interface Situation {
  petition: Petition;
  today: string;
  now: Date;
  eventId: string;
}

export type Decide<Result> = (situation: Situation) => Decision<Result>;

export interface StateChange<Result> {
  petitionId: string;
  causeId: string;
  by: EventDetail['by'];
  /** When it happens; now by default. */
  at?: Date;
  decide: Decide<Result>;
}

/** Applies a decision once per cause, by one conditional write, and returns the first result again. */
export type ChangeState = <Result>(change: StateChange<Result>) => Promise<Result>;

const ATTEMPTS = 20;

export function createChangeState({
  models,
  keyring,
  clock,
  relay,
}: {
  models: Models;
  keyring: Keyring;
  clock: Clock;
  relay: Relay;
}): ChangeState {
  function build<Result>(record: PetitionRecord, { causeId, by, at, decide }: StateChange<Result>) {
    const { id, events } = record;
    const now = at ?? clock.now();
    const eventId = randomUUID();
    const petition = openPetition(keyring.sealer, record);
    const decision = decide({ petition, today: shanghaiDay(now), now, eventId });
    const { result, reason } = decision;
    const event = chainEvent(keyring.sealer, id, events.at(-1), {
      id: eventId,
      type: decision.type,
      on: shanghaiDay(now),
      cause: causeOf(keyring, id, causeId),
      detail: { at: now, by, result, reason, status: decision.set?.status },
    });
    const due = nextDueAt({ ...petition, ...decision.set });
    const change: PetitionChange = {
      event,
      set: { ...decision.set, ...(due && { nextDueAt: due }) },
      nothingDue: due === undefined,
      supplement: decision.supplement,
      effects: sealEffects(keyring.sealer, id, decision.effects ?? []),
    };
    return { change, result };
  }

  return async <Result>(wanted: StateChange<Result>): Promise<Result> => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const record = await models.petitions.byId(wanted.petitionId);
      if (!record) throw petitionError(PETITION_ERROR.notFound, `no petition ${wanted.petitionId}`);
      const done = eventOfCause(keyring, record, wanted.causeId);
      if (done) {
        await relay.perform(record);
        return openDetail(keyring.sealer, record.id, done).result as Result;
      }
      const { change, result } = build(record, wanted);
      if (await models.petitions.change(record.id, record.version, change)) {
        await relay.perform({ id: record.id, pendingEffects: change.effects ?? [] });
        return result;
      }
    }
    throw petitionError(PETITION_ERROR.busy, `${wanted.petitionId} was written by others ${ATTEMPTS} times`);
  };
}

/** @throws `not_allowed` unless this citizen may use the petition so */
export function requireMay(petition: Petition, role: CitizenRole, purpose: PurposeOfAccess): void {
  const { confidential, content } = petition;
  const facts = { confidential, filedByAgent: content.agent !== undefined };
  if (!mayKnow(facts, { kind: 'citizen', role }, purpose))
    throw petitionError(PETITION_ERROR.notAllowed, `${role} may not ${purpose}`);
}
