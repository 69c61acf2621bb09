import { shanghaiDay } from '../../domain/calendar.js';
import { stopClocks } from '../../domain/clocks.js';
import { NOTICE } from '../../domain/notice.js';
import { PETITION_EVENT } from '../../domain/petition-events.js';
import { isOpen, PETITION_STATUS } from '../../domain/petition-status.js';
import { WITHDRAWAL_STATE } from '../../domain/withdrawal.js';
import { isAppError } from '../../errors.js';
import type { Models } from '../../models/create-models.js';
import type { ChangeState, Decide } from './act.js';
import { withdrawalStops } from './decisions.js';
import type { PetitionEffect } from './effects.js';
import { PETITION_ERROR, petitionError } from './errors.js';
import { isWithdrawalPending } from './view.js';

export interface SettledWithdrawals {
  settled: number;
  failed: { petitionId: string; error: unknown }[];
}

const PAGE = 100;

/** Makes every withdrawal count whose days have passed; one failure stops no other. */
export function createSettleWithdrawals({
  models,
  changeState,
}: {
  models: Models;
  changeState: ChangeState;
}): (now: Date) => Promise<SettledWithdrawals> {
  async function settle(petitionId: string, now: Date, today: string): Promise<boolean> {
    try {
      await changeState({
        petitionId,
        causeId: `withdrawal-due:${today}`,
        by: 'system',
        at: now,
        decide: decideSettlement,
      });
      return true;
    } catch (error) {
      // Taken back between the reading and the write.
      if (isAppError(error, PETITION_ERROR.noWithdrawal)) return false;
      throw error;
    }
  }

  return async (now) => {
    const today = shanghaiDay(now);
    const outcome: SettledWithdrawals = { settled: 0, failed: [] };
    let after: string | undefined;
    for (;;) {
      const ids = await models.petitions.withdrawalsDue(today, PAGE, after);
      if (ids.length === 0) return outcome;
      for (const petitionId of ids) {
        try {
          if (await settle(petitionId, now, today)) outcome.settled += 1;
        } catch (error) {
          outcome.failed.push({ petitionId, error });
        }
      }
      after = ids.at(-1);
    }
  };
}

const decideSettlement: Decide<{ petitionNo: string }> = ({ petition, today, eventId }) => {
  const { id, petitionNo, withdrawal, status, filedBy } = petition;
  if (!withdrawal || !isWithdrawalPending(petition) || withdrawal.effectiveOn > today)
    throw petitionError(PETITION_ERROR.noWithdrawal, `${petitionNo} has no withdrawal that is due`);
  const ends = withdrawalStops(petition) && isOpen(status);
  const notice = ends ? NOTICE.withdrawalEffective : NOTICE.withdrawalNoted;
  const notify: PetitionEffect = {
    kind: 'notify',
    key: `${id}:${eventId}:${notice}`,
    to: filedBy,
    notice,
    data: { petitionNo, effectiveOn: withdrawal.effectiveOn },
  };
  return {
    type: ends ? PETITION_EVENT.withdrawn : PETITION_EVENT.withdrawalNoted,
    result: { petitionNo },
    set: {
      withdrawal: { ...withdrawal, state: WITHDRAWAL_STATE.effective },
      ...(ends && {
        status: PETITION_STATUS.withdrawn,
        clocks: stopClocks(petition.clocks, today),
      }),
    },
    effects: [notify],
  };
};
