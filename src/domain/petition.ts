import type { Asker } from './asker.js';
import type { ClockRun } from './clocks.js';
import type { AttachedFile } from './file-kind.js';
import type { PetitionContent } from './petition-content.js';
import type { PetitionEventType } from './petition-events.js';
import type { PetitionStatus } from './petition-status.js';
import type { RatedObject, RatingLevel } from './rating.js';
import type { Withdrawal } from './withdrawal.js';

/** 送达: a registered serving of an answer. */
export interface Serving {
  servedOn: string;
  /** The petitioner says it did not arrive. */
  disputedOn?: string;
}

/** One entry of a petition's history, opened. */
export interface PetitionEvent {
  id: string;
  type: PetitionEventType;
  /** Shanghai day. */
  on: string;
  at: Date;
  /** For `statusChanged`. */
  status?: PetitionStatus;
  unitName?: string;
}

/** 补充 */
export interface Supplement {
  on: string;
  at: Date;
  text: string;
  attachments: AttachedFile[];
}

/** 信访事项, opened. */
export interface Petition {
  id: string;
  version: number;
  petitionNo: string;
  status: PetitionStatus;
  filedOn: string;
  filedAt: Date;
  filedBy: Asker;
  confidential: boolean;
  urgent: boolean;
  content: PetitionContent;
  supplements: Supplement[];
  clocks: ClockRun[];
  withdrawal?: Withdrawal;
  urgedOn?: string;
  ratings: Partial<Record<RatedObject, RatingLevel>>;
  serving?: Serving;
  events: PetitionEvent[];
}
