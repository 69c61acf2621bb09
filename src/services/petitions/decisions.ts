import type { AttachedFile } from '../../domain/file-kind.js';
import type { Petition } from '../../domain/petition.js';
import { PETITION_EVENT } from '../../domain/petition-events.js';
import { isOpen, isServed, takesSupplements } from '../../domain/petition-status.js';
import { RATED_OBJECT, type RatedObject, type RatingLevel, ratingRefusal } from '../../domain/rating.js';
import { mayUrge, urgeAgainOn } from '../../domain/urging.js';
import { requestedWithdrawal, stopsHandling, WITHDRAWAL_STATE } from '../../domain/withdrawal.js';
import { sealJson } from '../../secrets/sealed-json.js';
import type { Sealer } from '../../secrets/sealer.js';
import type { Decide } from './act.js';
import { attachFiles } from './effects.js';
import { PETITION_ERROR, petitionError } from './errors.js';
import { type SealedSupplement, supplementPlace } from './sealing.js';
import type { RateResult, SupplementResult, UrgeResult, WithdrawalResult } from './types.js';
import { isWithdrawalPending, takesUrging } from './view.js';

function notOpen(petition: Petition) {
  return petitionError(PETITION_ERROR.notOpen, `${petition.petitionNo} is ${petition.status}`, {
    status: petition.status,
  });
}

/** Adds words and files, sealed. */
export function decideSupplement(
  sealer: Sealer,
  text: string,
  attachments: AttachedFile[],
): Decide<SupplementResult> {
  return ({ petition, today, now, eventId }) => {
    if (!takesSupplements(petition.status)) throw notOpen(petition);
    const supplement: SealedSupplement = { at: now, text, attachments };
    return {
      type: PETITION_EVENT.supplemented,
      result: { petitionNo: petition.petitionNo, on: today, files: attachments.length },
      supplement: {
        id: eventId,
        on: today,
        sealed: sealJson(sealer, supplement, supplementPlace(petition.id, eventId)),
      },
      effects: attachFiles(attachments.map(({ fileId }) => fileId)),
    };
  };
}

/** Starts the seven days after which a withdrawal counts. */
export function decideWithdrawal(reason: string): Decide<WithdrawalResult> {
  return ({ petition, today }) => {
    if (!isOpen(petition.status)) throw notOpen(petition);
    if (isWithdrawalPending(petition))
      throw petitionError(PETITION_ERROR.withdrawalPending, `${petition.petitionNo} is being withdrawn`, {
        takeBackUntilOn: petition.withdrawal?.takeBackUntilOn,
      });
    const withdrawal = requestedWithdrawal(today);
    const { takeBackUntilOn, effectiveOn } = withdrawal;
    return {
      type: PETITION_EVENT.withdrawalRequested,
      result: {
        petitionNo: petition.petitionNo,
        takeBackUntilOn,
        effectiveOn,
        stopsHandling: withdrawalStops(petition),
      },
      set: { withdrawal },
      reason,
    };
  };
}

/** Whether this petition ends when its withdrawal counts. */
export function withdrawalStops({ confidential, content }: Petition): boolean {
  const { purpose, wrongdoing } = content.proposal;
  return stopsHandling({ confidential, purpose, reportsWrongdoing: wrongdoing !== undefined });
}

/** Takes a waiting withdrawal back, also on the days until the sweep has seen that it is due. */
export const decideTakeBack: Decide<{ petitionNo: string; on: string }> = ({ petition, today }) => {
  const { withdrawal, petitionNo } = petition;
  if (!withdrawal || !isWithdrawalPending(petition))
    throw petitionError(PETITION_ERROR.noWithdrawal, `${petitionNo} has no withdrawal to take back`);
  return {
    type: PETITION_EVENT.withdrawalCancelled,
    result: { petitionNo, on: today },
    set: { withdrawal: { ...withdrawal, state: WITHDRAWAL_STATE.takenBack } },
  };
};

export function decideUrge(text: string | undefined): Decide<UrgeResult> {
  return ({ petition, today }) => {
    if (!takesUrging(petition)) throw notOpen(petition);
    const { petitionNo, urgedOn } = petition;
    if (urgedOn && !mayUrge(urgedOn, today))
      throw petitionError(PETITION_ERROR.urgedRecently, `${petitionNo} was urged on ${urgedOn}`, {
        againOn: urgeAgainOn(urgedOn),
      });
    return {
      type: PETITION_EVENT.urged,
      result: { petitionNo, on: today, againOn: urgeAgainOn(today) },
      set: { urgedOn: today },
      reason: text,
    };
  };
}

const RATING_ERROR = {
  anonymous: PETITION_ERROR.anonymous,
  not_answered: PETITION_ERROR.notAnswered,
  already_rated: PETITION_ERROR.alreadyRated,
} as const;

export function decideRating(
  object: RatedObject,
  level: RatingLevel,
  reason: string | undefined,
): Decide<RateResult> {
  return ({ petition }) => {
    const { petitionNo, status, ratings, content } = petition;
    const { anonymous } = content.petitioner;
    const refusal = ratingRefusal({ status, ratings, anonymous }, object);
    if (refusal) throw petitionError(RATING_ERROR[refusal], `${petitionNo}: ${refusal}`, { object });
    const rated = { ...ratings, [object]: level };
    const left = Object.values(RATED_OBJECT).filter((other) => rated[other] === undefined);
    return {
      type: PETITION_EVENT.rated,
      result: { petitionNo, object, level, left },
      set: { ratings: rated },
      reason,
    };
  };
}

export function decideDispute(text: string | undefined): Decide<{ petitionNo: string; on: string }> {
  return ({ petition, today }) => {
    const { petitionNo, serving, status } = petition;
    if (!serving || !isServed(status))
      throw petitionError(PETITION_ERROR.notServed, `${petitionNo} has no registered serving`);
    if (serving.disputedOn)
      throw petitionError(PETITION_ERROR.alreadyDisputed, `${petitionNo} was disputed`, {
        disputedOn: serving.disputedOn,
      });
    return {
      type: PETITION_EVENT.servingDisputed,
      result: { petitionNo, on: today },
      set: { serving: { ...serving, disputedOn: today } },
      reason: text,
    };
  };
}
