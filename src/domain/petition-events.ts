/** What can happen to a petition; also the names of the audit's actions. */
export const PETITION_EVENT = {
  filed: 'petition.filed',
  supplemented: 'petition.supplemented',
  withdrawalRequested: 'petition.withdrawal_requested',
  withdrawalCancelled: 'petition.withdrawal_cancelled',
  /** The withdrawal of an ordinary petition counts. */
  withdrawn: 'petition.withdrawn',
  /** The withdrawal of a report of wrongdoing counts as said, handling goes on. */
  withdrawalNoted: 'petition.withdrawal_noted',
  urged: 'petition.urged',
  rated: 'petition.rated',
  servingDisputed: 'petition.serving_disputed',
  /** An authority moved it to another status. */
  statusChanged: 'petition.status_changed',
} as const;
export type PetitionEventType = (typeof PETITION_EVENT)[keyof typeof PETITION_EVENT];
export const PETITION_EVENTS: readonly PetitionEventType[] = Object.values(PETITION_EVENT);
