/** 转人工: a person must look. Nothing claims that somebody does before the state is `taken`. */
export const HANDOVER_STATE = { waiting: 'waiting', taken: 'taken', ended: 'ended' } as const;
export type HandoverState = (typeof HANDOVER_STATE)[keyof typeof HANDOVER_STATE];

export const HANDOVER_REASON = {
  /** The person asked for somebody (人工). */
  asked: 'asked',
  /** Danger to life. */
  danger: 'danger',
  /** Twice not understood. */
  notUnderstood: 'not_understood',
  /** A report against the petition bureau's own people. */
  aboutBureau: 'about_bureau',
  /** The represented person must be called back (代办). */
  callBack: 'call_back',
  /** The person wants a member of staff to split or sort out the filing. */
  filing: 'filing',
} as const;
export type HandoverReason = (typeof HANDOVER_REASON)[keyof typeof HANDOVER_REASON];
