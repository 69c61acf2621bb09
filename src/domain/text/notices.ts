import { NOTICE } from '../notice.js';
import { withdrawal } from './acts.js';
import { common } from './common.js';
import { monthDay } from './format.js';
import { handover } from './people.js';

type Data = Record<string, string | number | boolean>;

const WORDING: Record<string, (data: Data) => string> = {
  [NOTICE.withdrawalEffective]: ({ petitionNo }) => withdrawal.effective(String(petitionNo)),
  [NOTICE.withdrawalNoted]: ({ petitionNo }) => withdrawal.noted(String(petitionNo)),
  [NOTICE.draftExpiring]: ({ erasesOn }) => common.expiring(monthDay(String(erasesOn))),
  [NOTICE.handoverTaken]: () => handover.taken(),
};

/** The sentences of a message told out of turn. */
export function noticeTexts(kind: string, data: Data): string[] {
  const wording = WORDING[kind];
  return wording ? [wording(data)] : [];
}
