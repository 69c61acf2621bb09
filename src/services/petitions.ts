import type { Clock } from '../clock.js';
import { shanghaiDay } from '../domain/calendar.js';
import {
  CITIZEN_ROLE,
  type CitizenRole,
  PURPOSE_OF_ACCESS,
  type PurposeOfAccess,
} from '../domain/may-know.js';
import { isOpen } from '../domain/petition-status.js';
import { isSameMatter } from '../domain/repeats.js';
import type { Models } from '../models/create-models.js';
import type { PetitionRecord } from '../models/petitions/entity.js';
import type { Keyring } from '../secrets/keyring.js';
import { createChangeState, type Decide, requireMay } from './petitions/act.js';
import {
  decideDispute,
  decideRating,
  decideSupplement,
  decideTakeBack,
  decideUrge,
  decideWithdrawal,
} from './petitions/decisions.js';
import { PETITION_ERROR, petitionError } from './petitions/errors.js';
import { createFile, receiptOf, requireOwnFiles } from './petitions/file.js';
import { createOwnPetitions, roleOf } from './petitions/own.js';
import { createCodeCheck } from './petitions/query-code.js';
import type { Relay } from './petitions/relay.js';
import { openPetition } from './petitions/sealing.js';
import { createSettleWithdrawals, type SettledWithdrawals } from './petitions/settle-withdrawals.js';
import type { Act, Petitions } from './petitions/types.js';
import { summaryOf, viewOf } from './petitions/view.js';

export { PETITION_ERROR, type PetitionErrorCode } from './petitions/errors.js';
export type * from './petitions/types.js';

export interface PetitionDeps {
  models: Models;
  keyring: Keyring;
  clock: Clock;
  relay: Relay;
  /** Division code of the county, 6 or 12 digits. */
  countyCode: string;
  wait(ms: number): Promise<void>;
}

/** What runs by the clock, not for a citizen. */
export interface PetitionUpkeep {
  /** Makes withdrawals count whose days have passed at that instant. */
  settleWithdrawals(now: Date): Promise<SettledWithdrawals>;
}

/** What a citizen can do with petitions. */
export function createPetitions(deps: PetitionDeps): Petitions & PetitionUpkeep {
  const { models, keyring, clock } = deps;
  const changeState = createChangeState(deps);
  const checkCode = createCodeCheck(deps);
  const own = createOwnPetitions(deps);
  const today = () => shanghaiDay(clock.now());

  /** An own petition by its number, else another's by number and code. */
  async function reach(act: Act): Promise<{ record: PetitionRecord; role: CitizenRole }> {
    const mine = await own.find(act.asker, act.petitionNo);
    if (mine) return mine;
    if (act.queryCode === undefined || act.address === undefined)
      throw petitionError(PETITION_ERROR.notFound, 'not an own petition, and no query code was given');
    const { asker, address, petitionNo, queryCode, causeId } = act;
    const record = await checkCode({ asker, address, petitionNo, queryCode, causeId });
    const role = roleOf(openPetition(keyring.sealer, record), asker);
    return { record, role: role ?? CITIZEN_ROLE.codeHolder };
  }

  async function perform<Result>(
    act: Act,
    purpose: PurposeOfAccess,
    decide: Decide<Result>,
  ): Promise<Result> {
    const { record, role } = await reach(act);
    requireMay(openPetition(keyring.sealer, record), role, purpose);
    return changeState({ petitionId: record.id, causeId: act.causeId, by: role, decide });
  }

  return {
    file: createFile({ ...deps, changeState }),

    async receipt(asker, petitionNo) {
      const mine = await own.find(asker, petitionNo);
      if (!mine) throw petitionError(PETITION_ERROR.notFound, 'not an own petition');
      requireMay(mine.petition, mine.role, PURPOSE_OF_ACCESS.content);
      return receiptOf(keyring, mine.record);
    },

    async listOwn(asker) {
      return (await own.list(asker)).map(({ petition, role }) => summaryOf(petition, role));
    },

    async openOwn(asker, petitionNo) {
      const mine = await own.find(asker, petitionNo);
      return mine && viewOf(mine.petition, mine.role, today());
    },

    async query(attempt) {
      const petition = openPetition(keyring.sealer, await checkCode(attempt));
      return viewOf(petition, roleOf(petition, attempt.asker) ?? CITIZEN_ROLE.codeHolder, today());
    },

    async findSameOpen(asker, matter) {
      const same = (await own.list(asker)).find(({ petition: { status, content } }) => {
        const level1 = content.proposal.classes[0]?.level1;
        const earlier = { matterPlaceCode: content.matterPlace?.code, level1, statement: content.statement };
        return isOpen(status) && isSameMatter(earlier, matter);
      });
      return same && summaryOf(same.petition, same.role);
    },

    async supplement(act) {
      await requireOwnFiles(deps, act);
      const decide = decideSupplement(keyring.sealer, act.text, act.attachments);
      return perform(act, PURPOSE_OF_ACCESS.supplement, decide);
    },

    requestWithdrawal: (act) => perform(act, PURPOSE_OF_ACCESS.withdraw, decideWithdrawal(act.reason)),
    cancelWithdrawal: (act) => perform(act, PURPOSE_OF_ACCESS.withdraw, decideTakeBack),
    urge: (act) => perform(act, PURPOSE_OF_ACCESS.urge, decideUrge(act.text)),
    rate: (act) => perform(act, PURPOSE_OF_ACCESS.rate, decideRating(act.object, act.level, act.reason)),
    disputeServing: (act) => perform(act, PURPOSE_OF_ACCESS.disputeServing, decideDispute(act.text)),
    settleWithdrawals: createSettleWithdrawals({ models, changeState }),
  };
}
