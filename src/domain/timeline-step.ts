/** What happened to a petition, or will, as its petitioner may see it. The sentences are in `domain/text`. */
export const STEP = {
  filed: 'filed',
  supplemented: 'supplemented',
  urged: 'urged',
  withdrawalRequested: 'withdrawal_requested',
  withdrawalTakenBack: 'withdrawal_taken_back',
  /** A withdrawal took effect on a report of wrongdoing: handling goes on. */
  withdrawalNoted: 'withdrawal_noted',
  withdrawn: 'withdrawn',
  rated: 'rated',
  servingDisputed: 'serving_disputed',
  /** The petition came into the status named by `status`. */
  status: 'status',
  /** Next: the bureau refers it to the unit in charge (article 22). */
  referralDue: 'referral_due',
  /** Next: the unit tells in writing, within `days` of receiving it (article 23). */
  unitNoticeDue: 'unit_notice_due',
  /** Next: a requested withdrawal takes effect unless taken back. */
  withdrawalDue: 'withdrawal_due',
} as const;
export type StepCode = (typeof STEP)[keyof typeof STEP];
