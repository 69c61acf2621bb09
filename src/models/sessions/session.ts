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
  /** When an unsent draft is erased; null without a draft. */
  draftErasesAt: Date | null;
  /** Whether the erasing has been announced. */
  draftAnnounced: boolean;
  lastAt: Date | null;
}

export interface RecentTurn {
  id: string;
  at: Date;
  /** Sealed `{ text, reply }`. */
  turn: Buffer;
}

/** How many answered turns are kept whole, and how many ids. */
export const SESSION_BOUNDS = { recent: 64, seen: 2000 } as const;
