import type { PetitionContent } from '../../domain/petition-content.js';
import { PETITION_EVENT } from '../../domain/petition-events.js';
import { amendmentText } from '../../domain/text/amendment.js';
import type { PetitionRecord } from '../../models/petitions/entity.js';
import type { Keyring } from '../../secrets/keyring.js';
import { openJson, sealJson } from '../../secrets/sealed-json.js';
import type { ChangeState, Decide } from './act.js';
import { attachFiles, fileIdsOf } from './effects.js';
import { openContent, type SealedSupplement, supplementPlace } from './sealing.js';
import type { Filing } from './types.js';

/**
 * The same draft submitted again by another message after a crash, perhaps with other words: what differs
 * is kept as a supplement, in whatever state the petition is, for the person was told that it was taken.
 */
export function createAmend(keyring: Keyring, changeState: ChangeState) {
  const { sealer } = keyring;

  /** What the petition says now, the amendments before this one included. */
  function latestContent(record: PetitionRecord): PetitionContent {
    const amended = record.supplements
      .map(({ id, sealed }) => openJson<SealedSupplement>(sealer, sealed, supplementPlace(record.id, id)))
      .findLast(({ amended }) => amended !== undefined)?.amended;
    return amended ?? openContent(sealer, record).content;
  }

  return async (record: PetitionRecord, filing: Filing, content: PetitionContent): Promise<void> => {
    const before = latestContent(record);
    const text = amendmentText(before, content);
    const known = new Set(fileIdsOf(before));
    const attachments = content.attachments.filter(({ fileId }) => !known.has(fileId));
    if (text === '' && fileIdsOf(content).every((fileId) => known.has(fileId))) return;
    await changeState({
      petitionId: record.id,
      causeId: filing.causeId,
      by: filing.agent ? 'agent' : 'petitioner',
      decide: decideAmendment({ text, attachments, amended: content }),
    });
  };

  function decideAmendment(
    said: Omit<Required<SealedSupplement>, 'at'>,
  ): Decide<{ petitionNo: string; on: string }> {
    return ({ petition, today, now, eventId }) => ({
      type: PETITION_EVENT.supplemented,
      result: { petitionNo: petition.petitionNo, on: today },
      supplement: {
        id: eventId,
        on: today,
        sealed: sealJson(sealer, { at: now, ...said }, supplementPlace(petition.id, eventId)),
      },
      effects: attachFiles(fileIdsOf(said.amended)),
    });
  }
}
