import type { WebSocket } from 'ws';
import type { Who } from './deps.js';
import type { OutFrame } from './frames.js';
import type { IdleTimer } from './idle-timer.js';
import type { NoticeLoop } from './notice-loop.js';

/** Close code that tells the page its visitor is no more. */
export const CLOSE_ENDED = 4001;

/** What this process knows of a visitor while a socket is open, a message runs or a terminal's clock ticks. */
export interface LiveVisitor {
  who: Who;
  terminal: boolean;
  sockets: Set<WebSocket>;
  /** Messages that wait or run. */
  waiting: number;
  /** Settles when every message taken so far has been handled. */
  tail: Promise<void>;
  /** Nothing more is taken from or given to this visitor. */
  ended: boolean;
  /** The slip's frame, kept for the one client that knows the message's id, until it surely arrived. */
  unseenSlip: { id: string; frame: OutFrame } | null;
  notices: NoticeLoop;
  /** Only at the terminal. */
  idle: IdleTimer | null;
}

/** Sends a frame if the socket is open; a client that reads too slowly is cut off and will come back. */
export function sendFrame(socket: WebSocket, frame: OutFrame, unreadBytes: number): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > unreadBytes) {
    socket.terminate();
    return;
  }
  socket.send(JSON.stringify(frame));
}

/** Tells every tab that the visitor has ended and closes it. */
export function closeSockets(live: LiveVisitor, unreadBytes: number): void {
  for (const socket of live.sockets) {
    sendFrame(socket, { type: 'ended' }, unreadBytes);
    socket.close(CLOSE_ENDED);
  }
}

/** Runs `task` after every earlier task of this visitor. */
export function inTurn(live: LiveVisitor, task: () => Promise<void>): Promise<void> {
  live.waiting += 1;
  live.tail = live.tail.then(task).finally(() => {
    live.waiting -= 1;
  });
  return live.tail;
}
