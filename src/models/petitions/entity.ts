import type { Channel } from '../../domain/channel.js';
import type { ClockRun } from '../../domain/clocks.js';
import type { Serving } from '../../domain/petition.js';
import type { PetitionEventType } from '../../domain/petition-events.js';
import type { PetitionStatus } from '../../domain/petition-status.js';
import type { RatedObject, RatingLevel } from '../../domain/rating.js';
import type { Purpose, Route } from '../../domain/taxonomy.js';
import type { Withdrawal } from '../../domain/withdrawal.js';

/** How a petition came in (信访形式). */
export const PETITION_SOURCE = {
  online: 'online',
  letter: 'letter',
  visit: 'visit',
  phone: 'phone',
} as const;
export type PetitionSource = (typeof PETITION_SOURCE)[keyof typeof PETITION_SOURCE];

/** An event at rest: what may be read without the key, what may not, and the chain. */
export interface EventRecord {
  id: string;
  type: PetitionEventType;
  on: string;
  /** Keyed hash of petition and cause: the same cause does nothing the second time. */
  cause: string;
  /** Sealed: exact time, who, result. */
  detail: Buffer;
  /** SHA-256 of the opened detail, which holds a nonce. */
  detailHash: string;
  prevHash: string;
  hash: string;
}

export interface SupplementRecord {
  id: string;
  on: string;
  sealed: Buffer;
}

/** An effect born in a state change, still to be performed. */
export interface EffectRecord {
  id: string;
  sealed: Buffer;
}

/** Facts for lists and statistics; a confidential petition has only the first two. */
export interface PetitionFlags {
  confidential: boolean;
  urgent: boolean;
  anonymous?: boolean;
  filedByAgent?: boolean;
  group?: boolean;
  repeat?: boolean;
}

/** A petition at rest. What is left out for confidential ones is optional here. */
export interface PetitionRecord {
  /** The draft's id. */
  id: string;
  version: number;
  petitionNo: string;
  /** Keyed hash of number and query code. */
  codeHash: string;
  codeVersion: number;
  status: PetitionStatus;
  source: PetitionSource;
  filedOn: string;
  flags: PetitionFlags;
  channel?: Channel;
  matterPlaceCode?: string;
  purpose?: Purpose;
  classes?: { level1: string; level2: string }[];
  routes?: Route[];
  people?: number;
  households?: number;
  guideVersion: string;
  privacyVersion: string;
  content: Buffer;
  supplements: SupplementRecord[];
  clocks: ClockRun[];
  nextDueAt?: Date;
  withdrawal?: Withdrawal;
  urgedOn?: string;
  ratings: Partial<Record<RatedObject, RatingLevel>>;
  serving?: Serving;
  events: EventRecord[];
  pendingEffects: EffectRecord[];
}

/** What one act changes, besides appending its event. */
export interface PetitionChange {
  event: EventRecord;
  set?: Partial<
    Pick<PetitionRecord, 'status' | 'clocks' | 'withdrawal' | 'urgedOn' | 'ratings' | 'serving' | 'nextDueAt'>
  >;
  /** True when nothing is due any more. */
  nothingDue?: boolean;
  supplement?: SupplementRecord;
  effects?: EffectRecord[];
}
