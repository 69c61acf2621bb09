import { addDays } from './calendar.js';
import { PURPOSE, type Purpose } from './taxonomy.js';

/** 撤回 takes effect when these days have passed; the day of the request is not counted. */
export const WITHDRAWAL_DAYS = 7;

export const WITHDRAWAL_STATE = {
  pending: 'pending',
  takenBack: 'taken_back',
  effective: 'effective',
} as const;
export type WithdrawalState = (typeof WITHDRAWAL_STATE)[keyof typeof WITHDRAWAL_STATE];

export interface Withdrawal {
  state: WithdrawalState;
  requestedOn: string;
  /** Last day on which one word takes it back, inclusive. */
  takeBackUntilOn: string;
  /** First day on which it counts. */
  effectiveOn: string;
}

/** A withdrawal asked for on that day. */
export function requestedWithdrawal(requestedOn: string): Withdrawal {
  return {
    state: WITHDRAWAL_STATE.pending,
    requestedOn,
    takeBackUntilOn: addDays(requestedOn, WITHDRAWAL_DAYS),
    effectiveOn: addDays(requestedOn, WITHDRAWAL_DAYS + 1),
  };
}

/** Whether a withdrawal ends the petition. A report of wrongdoing goes on being examined. */
export function stopsHandling(petition: {
  confidential: boolean;
  purpose?: Purpose;
  reportsWrongdoing: boolean;
}): boolean {
  return !petition.confidential && !petition.reportsWrongdoing && petition.purpose !== PURPOSE.report;
}
