import type { WebSocket } from 'ws';
import { parseFrame } from './frames.js';
import type { WebChatLimits } from './limits.js';
import { CLOSE_ENDED, type LiveVisitor, sendFrame } from './live-visitor.js';
import { rawText } from './socket-session.js';

/**
 * Answers a client whose visitor has ended: it learns so and is closed. One exception: when the connection broke
 * under a slip, the client that still knows that message's id may fetch the slip once more.
 */
export function serveEnded(socket: WebSocket, live: LiveVisitor | undefined, limits: WebChatLimits): void {
  const finish = () => {
    clearTimeout(timer);
    sendFrame(socket, { type: 'ended' }, limits.unreadBytes);
    socket.close(CLOSE_ENDED);
  };
  const timer = setTimeout(finish, live?.unseenSlip ? limits.slipClaimMs : 0);
  socket.on('message', (data, isBinary) => {
    const parsed = parseFrame(rawText(data, isBinary).text, limits.messageIdLength);
    if (!('frame' in parsed) || parsed.frame.type !== 'message') return;
    const slip = live?.unseenSlip;
    if (live && slip?.id === parsed.frame.id) {
      sendFrame(socket, slip.frame, limits.unreadBytes);
      socket.once('close', (code) => {
        if (code === CLOSE_ENDED) live.unseenSlip = null;
      });
    }
    finish();
  });
  socket.on('close', () => clearTimeout(timer));
}
