import type { PetitionStatus } from './petition-status.js';
import type { StepCode } from './timeline-step.js';

/** One step as the petitioner may see it; `domain/text` makes the sentence. */
export interface TimelineStep {
  code: StepCode;
  state: 'done' | 'next';
  /** Shanghai day on which it happened; absent for what comes next. */
  on?: string;
  /** Last day by which it must happen, inclusive. */
  dueOn?: string;
  /** A limit in days that starts at an event still to come. */
  days?: number;
  /** Number of the article of 《信访工作条例》 the date rests on. */
  article?: number;
  /** Who has it; never given for confidential petitions. */
  unitName?: string;
  /** For `status` steps. */
  status?: PetitionStatus;
}
