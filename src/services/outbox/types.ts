import type { Asker } from '../../domain/asker.js';

/** A message waiting for one person in one channel. */
export interface OutboxNotice {
  id: string;
  /** A code of {@link NOTICE}, or another feature's own. */
  kind: string;
  /** Plain values for the sentence; sealed at rest. */
  data: Record<string, string | number | boolean>;
  queuedAt: Date;
}

export interface Outbox {
  /** Queues a message once per `key`, whatever is repeated. Nothing is queued for the terminal. */
  enqueue(message: {
    /** `aggregateId:eventId:kind`; the recipient is added. */
    key: string;
    to: Asker;
    kind: string;
    data: Record<string, string | number | boolean>;
    /** When it is not true any more; it is not told after that. */
    until?: Date;
  }): Promise<void>;
  /** Not acknowledged yet, oldest first. */
  pending(who: Asker): Promise<OutboxNotice[]>;
  /** True when it was this person's and still waiting. */
  acknowledge(who: Asker, id: string): Promise<boolean>;
  /** Calls back in this process after each new message; returns the way to stop. */
  onEnqueued(listener: (to: Asker) => void): () => void;
}
