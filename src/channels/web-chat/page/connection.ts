import type { ServerFrame } from './frames.js';

export interface Connection {
  /** Sends if connected; says whether it did. */
  send(frame: object): boolean;
  /** Drops the present socket, if any, and connects at once. */
  reconnect(): void;
  close(): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** A socket that comes back by itself: with growing waits, and at once when the network or the tab returns. */
export function connect(input: {
  url: string;
  onOpen(): void;
  onFrame(frame: ServerFrame): void;
  onLost(): void;
}): Connection {
  let socket: WebSocket | null = null;
  let timer = 0;
  let wait = FIRST_WAIT_MS;
  let closed = false;

  const open = () => {
    window.clearTimeout(timer);
    if (closed || socket !== null) return;
    const mine = new WebSocket(input.url);
    socket = mine;
    mine.onopen = () => {
      if (mine !== socket) return;
      wait = FIRST_WAIT_MS;
      input.onOpen();
    };
    mine.onmessage = (event) => {
      if (mine === socket) input.onFrame(JSON.parse(event.data) as ServerFrame);
    };
    mine.onclose = () => {
      if (mine === socket) lose();
    };
  };

  const lose = () => {
    socket = null;
    if (closed) return;
    input.onLost();
    window.clearTimeout(timer);
    timer = window.setTimeout(open, wait * (0.7 + Math.random() * 0.6));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };

  /** The network is gone; the socket itself would only notice after minutes. */
  const onOffline = () => {
    const old = socket;
    lose();
    old?.close();
  };

  const reconnect = () => {
    const old = socket;
    socket = null;
    old?.close();
    wait = FIRST_WAIT_MS;
    open();
  };

  const onVisible = () => {
    if (document.visibilityState === 'visible') open();
  };
  window.addEventListener('online', reconnect);
  window.addEventListener('offline', onOffline);
  document.addEventListener('visibilitychange', onVisible);
  open();

  return {
    send(frame) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    reconnect,
    close() {
      closed = true;
      window.clearTimeout(timer);
      window.removeEventListener('online', reconnect);
      window.removeEventListener('offline', onOffline);
      document.removeEventListener('visibilitychange', onVisible);
      socket?.close();
      socket = null;
    },
  };
}
