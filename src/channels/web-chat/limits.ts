/** Every bound of the web chat, in one place. Durations in milliseconds, sizes in bytes. */
export interface WebChatLimits {
  /** Largest frame a client may send. */
  frameBytes: number;
  /** Largest file a client may post. */
  fileBytes: number;
  /** Longest message id. */
  messageIdLength: number;
  /** Messages a visitor may send at once, and how many more each second after that. */
  messageBurst: number;
  messagesPerSecond: number;
  /** Files a visitor may post at once, and how many more each second after that. */
  fileBurst: number;
  filesPerSecond: number;
  /** Messages of one visitor that may wait for their turn. */
  waitingMessages: number;
  socketsPerAddress: number;
  socketsPerVisitor: number;
  /** A client that lets this much pile up unread is cut off; it reconnects and asks again. */
  unreadBytes: number;
  /** Time between two pings; a socket that answered none in between is dead. */
  heartbeatMs: number;
  /** Waits before a notice that was not acknowledged is sent again; the last one repeats. */
  noticeRepeatMs: readonly number[];
  /** Waits before ending a visitor in the store is tried again. */
  endRetryMs: readonly number[];
  /** Stillness after which a terminal's visitor is ended. */
  terminalIdleMs: number;
  /** How long before that the page asks whether anybody is there. */
  terminalWarningMs: number;
  /** How long a slip that may not have arrived is kept for the one who asked for it. */
  slipHoldMs: number;
  /** How long a returning client may take to ask for such a slip. */
  slipClaimMs: number;
}

export const defaultLimits: WebChatLimits = {
  frameBytes: 64 * 1024,
  fileBytes: 10 * 1024 * 1024,
  messageIdLength: 64,
  messageBurst: 60,
  messagesPerSecond: 2,
  fileBurst: 20,
  filesPerSecond: 0.2,
  waitingMessages: 60,
  socketsPerAddress: 200,
  socketsPerVisitor: 10,
  unreadBytes: 1024 * 1024,
  heartbeatMs: 30_000,
  noticeRepeatMs: [5_000, 10_000, 20_000, 40_000, 60_000],
  endRetryMs: [200, 1_000, 5_000, 30_000],
  terminalIdleMs: 90_000,
  terminalWarningMs: 15_000,
  slipHoldMs: 60_000,
  slipClaimMs: 5_000,
};
