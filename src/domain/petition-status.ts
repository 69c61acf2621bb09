/** 信访事项状态. The codes name the states of the procedure under 《信访工作条例》. */
export const PETITION_STATUS = {
  /** 已登记: filed, not yet classified by a person */
  registered: 'registered',
  /** 直接回复 */
  answeredDirectly: 'answered_directly',
  /** 存 */
  filedOnly: 'filed_only',
  /** 不予受理 */
  declined: 'declined',
  /** 不再受理 */
  noLongerAccepted: 'no_longer_accepted',
  /** 已上报 */
  reportedUp: 'reported_up',
  /** 转政法 */
  divertedJudicial: 'diverted_judicial',
  /** 转纪检监察 */
  divertedDiscipline: 'diverted_discipline',
  /** 已转送 */
  referred: 'referred',
  /** 已交办 */
  assigned: 'assigned',
  /** 责任单位申请退回 */
  returnRequested: 'return_requested',
  /** 已签收 */
  signedFor: 'signed_for',
  /** 导入法定途径 */
  routed: 'routed',
  /** 简易办理 */
  simpleHandling: 'simple_handling',
  /** 已受理 */
  accepted: 'accepted',
  /** 办理中 */
  handling: 'handling',
  /** 调解、和解达成 */
  mediated: 'mediated',
  /** 已出处理意见 */
  decided: 'decided',
  /** 已送达 */
  served: 'served',
  /** 复查中 */
  inReview: 'in_review',
  /** 复查意见已送达 */
  reviewServed: 'review_served',
  /** 复核中 */
  inFinalReview: 'in_final_review',
  /** 三级终结 */
  final: 'final',
  /** 信访人已撤回 */
  withdrawn: 'withdrawn',
  /** 程序结束 */
  closed: 'closed',
} as const;
export type PetitionStatus = (typeof PETITION_STATUS)[keyof typeof PETITION_STATUS];

export const PETITION_STATUSES: readonly PetitionStatus[] = Object.values(PETITION_STATUS);

const ENDED: ReadonlySet<PetitionStatus> = new Set([
  PETITION_STATUS.answeredDirectly,
  PETITION_STATUS.filedOnly,
  PETITION_STATUS.declined,
  PETITION_STATUS.noLongerAccepted,
  PETITION_STATUS.divertedJudicial,
  PETITION_STATUS.divertedDiscipline,
  PETITION_STATUS.routed,
  PETITION_STATUS.mediated,
  PETITION_STATUS.final,
  PETITION_STATUS.withdrawn,
  PETITION_STATUS.closed,
]);

/** Whether somebody still has to act on the petition in this procedure. */
export function isOpen(status: PetitionStatus): boolean {
  return !ENDED.has(status);
}

/** Whether the petitioner may add to it; a declined one may be completed (补充后重新登记). */
export function takesSupplements(status: PetitionStatus): boolean {
  return isOpen(status) || status === PETITION_STATUS.declined;
}

const ANSWERED: ReadonlySet<PetitionStatus> = new Set([
  PETITION_STATUS.answeredDirectly,
  PETITION_STATUS.mediated,
  PETITION_STATUS.served,
  PETITION_STATUS.reviewServed,
  PETITION_STATUS.final,
  PETITION_STATUS.closed,
]);

/** Whether the petitioner has an answer that can be rated. */
export function isAnswered(status: PetitionStatus): boolean {
  return ANSWERED.has(status);
}

const SERVED: ReadonlySet<PetitionStatus> = new Set([
  PETITION_STATUS.served,
  PETITION_STATUS.reviewServed,
  PETITION_STATUS.final,
]);

/** Whether a serving (送达) is registered that the petitioner may dispute. */
export function isServed(status: PetitionStatus): boolean {
  return SERVED.has(status);
}
