/** Codes of the refusals a chat handler words for the citizen. */
export const PETITION_ERROR = {
  /** No such petition for this asker; also a wrong query code. */
  notFound: 'petition_not_found',
  /** Too many wrong codes; `details.until` is the instant it ends. */
  queryLocked: 'query_locked',
  /** The asker may not do this (an agent withdrawing, a code holder withdrawing). */
  notAllowed: 'not_allowed',
  /** The petition's state does not take this act (already over). */
  notOpen: 'petition_not_open',
  /** `details.againOn` */
  urgedRecently: 'urged_recently',
  withdrawalPending: 'withdrawal_pending',
  noWithdrawal: 'no_withdrawal_pending',
  notAnswered: 'not_answered',
  alreadyRated: 'already_rated',
  /** An unnamed petition takes no rating. */
  anonymous: 'anonymous_petition',
  notServed: 'not_served',
  alreadyDisputed: 'serving_already_disputed',
  /** A file of the filing or supplement is unknown or somebody else's; `details.fileId`. */
  fileNotFound: 'file_not_found',
  /** The filing breaks a rule the form should have kept; `details.field`. */
  invalid: 'filing_invalid',
  /** The draft's id was used by somebody else. */
  draftTaken: 'draft_taken',
  /** Other writers kept winning; nothing was written, try again. */
  busy: 'petition_busy',
} as const;
export type PetitionErrorCode = (typeof PETITION_ERROR)[keyof typeof PETITION_ERROR];
