import { TURNS_PER_DAY } from '../../domain/turn-limit.js';

/** One person's conversation on one channel; also the lock and the memory of answered messages. */
export interface Session {
  /** `channel:person` */
  _id: string;
  version: number;
  /** Fences the turn that holds the session; null when free. */
  leaseToken: string | null;
  leaseUntil: Date | null;
  /** Sealed `SessionState`; null before the first committed turn. */
  state: Buffer | null;
  /** The last turns, oldest first: enough for the history and for messages delivered again. */
  recent: RecentTurn[];
  /** Ids of answered messages, far beyond `recent`: these had their effect, whatever comes again. */
  seen: string[];
  /** When an unsent draft, or one given up, is erased; null without one. */
  draftErasesAt: Date | null;
  /** Whether the person is told before: not of a draft they gave up, and not at the terminal. */
  draftToAnnounce: boolean;
  /** When the erasing was announced. */
  draftAnnouncedAt: Date | null;
  /** Turns answered on `countedOn`, a Shanghai day. */
  counted: number;
  countedOn: string | null;
  lastAt: Date | null;
  /** The identity is over: nothing is taken for it any more. */
  ended?: true;
}

export interface RecentTurn {
  id: string;
  at: Date;
  /** Sealed `{ text, reply }`. */
  turn: Buffer;
}

/**
 * How many answered turns are kept whole, and how many ids: those of two days, so that no message of the last
 * day is ever taken twice.
 */
export const SESSION_BOUNDS = { recent: 64, seen: 2 * TURNS_PER_DAY } as const;
