import type { Asker } from '../domain/asker.js';
import type { HandoverReason, HandoverState } from '../domain/handover.js';

export interface Handover {
  id: string;
  reason: HandoverReason;
  /** Kind of danger, when the reason is danger. */
  danger?: string;
  state: HandoverState;
  openedAt: Date;
  takenAt?: Date;
  endedAt?: Date;
}

/** A handover with what was sealed; for the person who takes it. */
export interface HandoverDetails extends Handover {
  asker: Asker;
  notes: string[];
  takenBy?: string;
}

export interface Handovers {
  /**
   * Asks for a person. The same `causeId`, or the same reason while one is still waiting or taken, gives
   * the existing handover (a new note is added to it).
   */
  open(request: {
    causeId: string;
    asker: Asker;
    reason: HandoverReason;
    danger?: string;
    /** What the person said, for whoever answers; sealed. */
    note?: string;
  }): Promise<Handover>;
  /** The asker's newest handover that has not ended. */
  current(asker: Asker): Promise<Handover | undefined>;
  /** Somebody takes it; false when it is not waiting any more. */
  take(id: string, by: string): Promise<boolean>;
  /** Ended; false when it already was. */
  end(id: string): Promise<boolean>;
  /** For `/metrics`. */
  counts(): Promise<{ state: HandoverState; reason: HandoverReason; count: number }[]>;
  /** Not ended, oldest first; notes are opened only with `show`. */
  list(options?: { show?: boolean; ended?: boolean }): Promise<(Handover | HandoverDetails)[]>;
}
