/** What is told to a citizen out of turn; `domain/text` words it from code and data. */
export const NOTICE = {
  /** data: {petitionNo, effectiveOn} */
  withdrawalEffective: 'withdrawal_effective',
  /** data: {petitionNo}: the report goes on being examined */
  withdrawalNoted: 'withdrawal_noted',
  /** data: {erasesOn} */
  draftExpiring: 'draft_expiring',
  /** data: {}: somebody has taken the person's request for a person */
  handoverTaken: 'handover_taken',
} as const;
export type NoticeKind = (typeof NOTICE)[keyof typeof NOTICE];
