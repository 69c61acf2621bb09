/** How a delivery is answered: not settled yet, in the callback itself, or by a message of its own. */
export const INBOX_DECISION = { open: 'open', passive: 'passive', pushed: 'pushed' } as const;
export type InboxDecision = (typeof INBOX_DECISION)[keyof typeof INBOX_DECISION];

/** What is still to be done for a message: its turn in the conversation, or sending its answer. */
export const INBOX_OWED = { turn: 'turn', push: 'push' } as const;
export type InboxOwed = (typeof INBOX_OWED)[keyof typeof INBOX_OWED];

export const INBOX_OUTCOME = {
  sent: 'sent',
  /** A later message of the same burst carries the answer. */
  covered: 'covered',
  /** The answer waits for the person to ask for it. */
  kept: 'kept',
  /** The person stopped following. */
  cancelled: 'cancelled',
  /** Given up; shown to staff. */
  dead: 'dead',
} as const;
export type InboxOutcome = (typeof INBOX_OUTCOME)[keyof typeof INBOX_OUTCOME];

/** A message as it came, before anything is known of its answer. */
export interface InboxMessage {
  person: string;
  messageId: string;
  /** The plaintext document; sealed at rest. */
  xml: string;
  receivedAt: Date;
  /** One of a series that gets one answer. */
  burst: boolean;
}

/** What the channel needs to know of an entry without opening it. */
export interface InboxEntry {
  id: string;
  person: string;
  messageId: string;
  receivedAt: Date;
  burst: boolean;
  decision: InboxDecision;
  owed?: InboxOwed;
  /** When what is owed is due; while somebody works on it, the end of the lease. */
  dueAt?: Date;
  /** Whether somebody works on it, until `dueAt`. */
  leased: boolean;
  attempts: number;
  /** Parts of the answer, and the first one not given yet. */
  partCount: number;
  nextPart: number;
  /** Parts handed out on request: to which message. */
  handedOut: Array<{ to: string; part: number }>;
  outcome?: InboxOutcome;
  reason?: string;
}

/** An entry somebody works on under a lease. */
export interface ClaimedEntry extends InboxEntry {
  token: string;
}

/** Work that goes with a decision: who does it, until when it is theirs. */
export interface InboxWork {
  owed: InboxOwed;
  dueAt: Date;
  token?: string;
}

/** The order in which a person's messages are heard. */
export function isBefore(
  a: Pick<InboxEntry, 'id' | 'receivedAt'>,
  b: Pick<InboxEntry, 'id' | 'receivedAt'>,
): boolean {
  const apart = a.receivedAt.getTime() - b.receivedAt.getTime();
  return apart < 0 || (apart === 0 && a.id < b.id);
}

/** Whether its turn comes now; one that was tried, failed and waits does not hold up what came later. */
export function isTurnOfNow({ owed, leased, attempts, dueAt }: InboxEntry, now: Date): boolean {
  return owed === INBOX_OWED.turn && (leased || attempts === 0 || (dueAt !== undefined && dueAt <= now));
}

/** The id of a person's message in the inbox. */
export function inboxId(person: string, messageId: string): string {
  return `${person}:${messageId}`;
}
