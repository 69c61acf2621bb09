/** State of one outbox row, from queued to an end. */
export const OUTBOX_STATE = {
  queued: 'queued',
  leased: 'leased',
  sending: 'sending',
  sent: 'sent',
  retry: 'retry',
  /** The request went out and nobody knows whether it arrived. */
  unknown: 'unknown',
  undeliverable: 'undeliverable',
  dead: 'dead',
  cancelled: 'cancelled',
} as const;
export type OutboxState = (typeof OUTBOX_STATE)[keyof typeof OUTBOX_STATE];
