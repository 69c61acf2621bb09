import type { WebSocket } from 'ws';

/** Pings every socket; one that did not answer the ping before is dead and is cut off. */
export function createHeartbeat(everyMs: number): { watch(socket: WebSocket): void; stop(): void } {
  const answered = new Map<WebSocket, boolean>();
  const timer = setInterval(() => {
    for (const [socket, alive] of answered) {
      if (!alive) socket.terminate();
      else {
        answered.set(socket, false);
        socket.ping();
      }
    }
  }, everyMs);
  timer.unref();
  return {
    watch(socket) {
      answered.set(socket, true);
      socket.on('pong', () => answered.set(socket, true));
      socket.once('close', () => answered.delete(socket));
    },
    stop: () => clearInterval(timer),
  };
}
