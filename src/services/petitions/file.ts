import { createHash } from 'node:crypto';
import { isSameAsker } from '../../domain/asker.js';
import { shanghaiDay } from '../../domain/calendar.js';
import { CLOCK, startClock } from '../../domain/clocks.js';
import { isGroup, REPRESENTATIVES_LIMIT } from '../../domain/group.js';
import { nextDueAt } from '../../domain/next-due.js';
import type { PetitionContent } from '../../domain/petition-content.js';
import { PETITION_EVENT } from '../../domain/petition-events.js';
import { formatPetitionNo } from '../../domain/petition-no.js';
import { PETITION_STATUS } from '../../domain/petition-status.js';
import type { Models } from '../../models/create-models.js';
import { PETITION_SOURCE, type PetitionRecord } from '../../models/petitions/entity.js';
import type { Keyring } from '../../secrets/keyring.js';
import { askerKeys } from '../asker-keys.js';
import type { ChangeState } from './act.js';
import { createAmend } from './amend.js';
import { causeOf, eventOfCause } from './causes.js';
import { attachFiles, fileIdsOf, type PetitionEffect, sealEffects } from './effects.js';
import { PETITION_ERROR, petitionError } from './errors.js';
import { chainEvent } from './event-chain.js';
import type { Relay } from './relay.js';
import { openContent, sealContent } from './sealing.js';
import type { Filing, Receipt } from './types.js';

interface Deps {
  models: Models;
  keyring: Keyring;
  relay: Relay;
  countyCode: string;
  changeState: ChangeState;
}

const FIRST_CODE_VERSION = 1;
const NUMBER_ATTEMPTS = 5;

/** Registers a draft once; see {@link Petitions.file}. */
export function createFile(deps: Deps): (filing: Filing) => Promise<Receipt> {
  const { models, keyring, relay } = deps;
  const amend = createAmend(keyring, deps.changeState);

  /** Once more for a draft that is registered: nothing twice, and nothing lost that is said otherwise now. */
  async function again(filing: Filing, record: PetitionRecord): Promise<Receipt> {
    const { filedBy } = openContent(keyring.sealer, record);
    if (!isSameAsker(filedBy, filing.asker))
      throw petitionError(PETITION_ERROR.draftTaken, `the draft ${filing.draftId} is another person's`);
    // A report of wrongdoing never goes into the supplements of an ordinary petition.
    if (filing.confidential && !record.flags.confidential)
      return file({ ...filing, draftId: confidentialId(keyring, filing.draftId) });
    await relay.perform(record);
    if (!eventOfCause(keyring, record, filing.causeId)) {
      await requireOwnFiles(deps, filing);
      await amend(record, filing, contentOf(filing));
    }
    return receiptOf(keyring, record);
  }

  async function file(filing: Filing): Promise<Receipt> {
    const existing = await models.petitions.byId(filing.draftId);
    if (existing) return again(filing, existing);
    requireFileable(filing);
    await requireOwnFiles(deps, filing);
    const filedOn = shanghaiDay(filing.receivedAt);
    for (let attempt = 1; attempt <= NUMBER_ATTEMPTS; attempt += 1) {
      const sequence = await models.counters.next(counterName(deps.countyCode, filedOn));
      const petitionNo = formatPetitionNo({ county: deps.countyCode, filedOn, sequence });
      const record = newRecord(keyring, filing, petitionNo, filedOn);
      const outcome = await models.petitions.insert(record);
      if (outcome === 'inserted') {
        await relay.perform(record);
        return receiptOf(keyring, record);
      }
      if (outcome === 'exists') {
        const first = await models.petitions.byId(filing.draftId);
        if (first) return again(filing, first);
      }
    }
    throw petitionError(PETITION_ERROR.busy, `no free number of ${filedOn} in ${NUMBER_ATTEMPTS} attempts`);
  }

  return file;
}

/** The id under which a draft registered as an ordinary petition is registered as a report of wrongdoing. */
function confidentialId(keyring: Keyring, draftId: string): string {
  return keyring.blindIndex(JSON.stringify(['confidential', draftId]));
}

/** What the person was given at submission. */
export function receiptOf(keyring: Keyring, record: PetitionRecord): Receipt {
  const { queryCode } = openContent(keyring.sealer, record);
  const t1 = record.clocks.find(({ clock }) => clock === CLOCK.t1);
  return {
    petitionNo: record.petitionNo,
    queryCode,
    filedOn: record.filedOn,
    t1DueOn: t1?.dueOn ?? record.filedOn,
  };
}

function counterName(countyCode: string, filedOn: string): string {
  return `petition:${countyCode.slice(0, 6)}:${filedOn}`;
}

function requireFileable(filing: Filing): void {
  if (filing.statement.trim() === '')
    throw petitionError(PETITION_ERROR.invalid, 'a filing needs a statement', { field: 'statement' });
  if ((filing.representatives?.length ?? 0) > REPRESENTATIVES_LIMIT)
    throw petitionError(PETITION_ERROR.invalid, 'more than five representatives', {
      field: 'representatives',
    });
}

/** Every file a filing or supplement names must be this person's own. */
export async function requireOwnFiles(
  { models, keyring }: Pick<Deps, 'models' | 'keyring'>,
  { asker, attachments, agent }: Pick<Filing, 'asker' | 'attachments' | 'agent'>,
): Promise<void> {
  for (const fileId of fileIdsOf({ attachments, agent }))
    if (!(await models.files.find(fileId, askerKeys(keyring, 'files', asker))))
      throw petitionError(PETITION_ERROR.fileNotFound, `no file ${fileId} of this person`, { fileId });
}

function newRecord(keyring: Keyring, filing: Filing, petitionNo: string, filedOn: string): PetitionRecord {
  const { draftId: id, asker, confidential, receivedAt } = filing;
  const { sealer } = keyring;
  const queryCode = keyring.queryCode(id, FIRST_CODE_VERSION);
  const clocks = [startClock(runId(id), CLOCK.t1, filedOn)];
  const content = { content: contentOf(filing), filedBy: asker, filedAt: receivedAt, queryCode };
  const filed = chainEvent(sealer, id, undefined, {
    type: PETITION_EVENT.filed,
    on: filedOn,
    cause: causeOf(keyring, id, filing.causeId),
    detail: { at: receivedAt, by: filing.agent ? 'agent' : 'petitioner', result: { petitionNo } },
  });
  return {
    id,
    version: 1,
    petitionNo,
    codeHash: keyring.codeHash(petitionNo, queryCode),
    codeVersion: FIRST_CODE_VERSION,
    status: PETITION_STATUS.registered,
    source: PETITION_SOURCE.online,
    filedOn,
    ...plainFacts(filing),
    guideVersion: filing.notices.guide.version,
    privacyVersion: filing.notices.privacy.version,
    content: sealContent(sealer, { id, confidential }, content),
    supplements: [],
    clocks,
    nextDueAt: nextDueAt({ clocks }),
    ratings: {},
    events: [filed],
    pendingEffects: sealEffects(sealer, id, effectsOf(filing)),
  };
}

/** Tells nothing of the person, and is the same when a crashed submission is built again. */
function runId(petitionId: string): string {
  return createHash('sha256').update(`${petitionId}:T1:1`).digest('hex').slice(0, 24);
}

/** What lists and statistics read; of a confidential petition nothing but that it is one. */
function plainFacts(filing: Filing): Partial<PetitionRecord> & Pick<PetitionRecord, 'flags'> {
  const urgent = filing.urgent ?? false;
  if (filing.confidential) return { flags: { confidential: true, urgent } };
  const { proposal, people, households, petitioner } = filing;
  return {
    flags: {
      confidential: false,
      urgent,
      anonymous: petitioner.anonymous,
      filedByAgent: filing.agent !== undefined,
      group: isGroup(people, households),
      repeat: proposal.repeat,
    },
    channel: filing.asker.channel,
    matterPlaceCode: filing.matterPlace?.code,
    purpose: proposal.purpose,
    classes: proposal.classes.map(({ level1, level2 }) => ({ level1, level2 })),
    routes: proposal.routes,
    people,
    households,
  };
}

function contentOf(filing: Filing): PetitionContent {
  const { draftId, causeId, asker, confidential, urgent, receivedAt, ...content } = filing;
  return content;
}

function effectsOf(filing: Filing): PetitionEffect[] {
  const link: PetitionEffect[] = filing.asker.terminal ? [] : [{ kind: 'link_filer', filer: filing.asker }];
  return [...link, ...attachFiles(fileIdsOf(filing))];
}
