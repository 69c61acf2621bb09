import { once } from 'node:events';
import { WebSocket } from 'ws';

// biome-ignore lint/suspicious/noExplicitAny: frames are read as a stranger would read them
export type Frame = any;

/** A socket that keeps its frames until somebody asks for the next. */
export interface Client {
  socket: WebSocket;
  /** Cookies the upgrade set. */
  setCookie: string[];
  next(): Promise<Frame>;
  /** The next frame of this type; others before it are dropped. */
  nextOf(type: string): Promise<Frame>;
  send(frame: unknown): void;
  say(id: string, text: string): void;
  closed: Promise<number>;
}

export async function aClient(
  url: string,
  headers: Record<string, string> = {},
  query = '',
): Promise<Client> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/chat/socket${query}`, { headers });
  const frames: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  let setCookie: string[] = [];
  socket.on('upgrade', (response) => {
    setCookie = response.headers['set-cookie'] ?? [];
  });
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data));
    const resolve = waiting.shift();
    if (resolve) resolve(frame);
    else frames.push(frame);
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  const next = (): Promise<Frame> =>
    frames.length > 0 ? Promise.resolve(frames.shift()) : new Promise((resolve) => waiting.push(resolve));
  return {
    socket,
    get setCookie() {
      return setCookie;
    },
    next,
    async nextOf(type) {
      for (;;) {
        const frame = await next();
        if (frame.type === type) return frame;
      }
    },
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    say: (id, text) => socket.send(JSON.stringify({ type: 'message', id, text })),
    closed,
  };
}

/** Status with which an upgrade is refused. */
export async function refusedWith(url: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/chat/socket`, { headers });
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  return response.statusCode;
}

/** Opens the page and returns the cookie it gave, as a header. */
export async function aCookie(url: string, path = '/chat', cookie?: string): Promise<string> {
  const response = await fetch(url + path, { headers: cookie ? { cookie } : {} });
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
