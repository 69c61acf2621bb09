import type { FastifyBaseLogger } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import type { WebChatDeps } from './deps.js';
import { errorFrame } from './error-frame.js';
import { type ErrorCode, type InFrame, type OutFrame, parseFrame } from './frames.js';
import type { WebChatLimits } from './limits.js';
import { CLOSE_ENDED, inTurn, type LiveVisitor, sendFrame } from './live-visitor.js';
import { takeTurn } from './message-turn.js';
import type { WebChatMetrics } from './metrics.js';
import type { Visitors } from './visitors.js';

const CLOSE_TOO_LARGE = 1009;

export interface SocketContext {
  deps: WebChatDeps;
  limits: WebChatLimits;
  visitors: Visitors;
  limiter: { take(key: string): boolean };
  metrics: WebChatMetrics;
}

/**
 * Talks with one tab. History comes first, then the tab's messages, each handed on after all earlier ones of the
 * same visitor; a reply goes to the tab that asked, the other tabs see it when they next connect. `address` is the
 * network address the socket was opened from.
 */
export function serveSocket(
  context: SocketContext,
  socket: WebSocket,
  live: LiveVisitor,
  address: string,
  log: FastifyBaseLogger,
): void {
  const { deps, limits, visitors, limiter, metrics } = context;
  const send = (frame: OutFrame) => sendFrame(socket, frame, limits.unreadBytes);

  live.sockets.add(socket);
  live.idle?.touch();
  const ready = sendHistory(deps, live, send, log);
  void ready.then(() => live.notices.wake());

  socket.on('message', (data, isBinary) => {
    const raw = rawText(data, isBinary);
    if (raw.bytes > limits.frameBytes) {
      send(errorFrame('frame_too_large'));
      socket.close(CLOSE_TOO_LARGE);
      return;
    }
    const parsed = parseFrame(raw.text, limits.messageIdLength);
    if ('problem' in parsed) refuse(parsed.problem, parsed.to);
    else onFrame(parsed.frame);
  });

  socket.on('close', (code) => {
    live.sockets.delete(socket);
    if (code === CLOSE_ENDED) live.unseenSlip = null;
    visitors.release(live);
  });

  const refuse = (code: ErrorCode, to?: string) => {
    metrics.message(code);
    send(errorFrame(code, to));
  };

  const onFrame = (frame: InFrame) => {
    live.idle?.touch();
    if (frame.type === 'message') onMessage(frame);
    else if (frame.type === 'ack') {
      deps.notices
        .acknowledge(live.who, frame.id)
        .catch((error: unknown) => log.warn({ err: error }, 'an acknowledgement was not kept'));
    }
  };

  const onMessage = (frame: Extract<InFrame, { type: 'message' }>) => {
    if (live.ended) return refuse('visit_ended', frame.id);
    if (live.waiting >= limits.waitingMessages) return refuse('busy', frame.id);
    if (!limiter.take(live.who.person)) return refuse('rate_limited', frame.id);
    const receivedAt = deps.clock.now();
    void inTurn(live, async () => {
      await ready;
      const turn = await takeTurn(deps, live, { frame, address, receivedAt }, log);
      metrics.message(turn.frame.type === 'error' ? turn.frame.code : 'replied');
      send(turn.frame);
      live.idle?.touch();
      if (turn.ends) endAfter(turn.frame);
    }).then(() => visitors.release(live));
  };

  const endAfter = (frame: OutFrame) => {
    if (frame.type === 'reply' && frame.slip) live.unseenSlip = { id: frame.to, frame };
    void visitors.end(live);
  };
}

async function sendHistory(
  deps: WebChatDeps,
  live: LiveVisitor,
  send: (frame: OutFrame) => void,
  log: FastifyBaseLogger,
): Promise<void> {
  try {
    send({ type: 'history', items: await deps.history(live.who) });
  } catch (error) {
    log.error({ err: error }, 'the history of a web chat visitor could not be read');
    send(errorFrame('history_unavailable'));
  }
}

/** The frame as text; a binary frame is never valid, so its text is empty. */
export function rawText(data: RawData, isBinary: boolean): { text: string; bytes: number } {
  const buffer = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
  return { text: isBinary ? '' : buffer.toString('utf8'), bytes: buffer.length };
}
