import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import WebSocket from 'ws';
import { buildApp } from '../../src/app.js';
import type { Choice } from '../../src/bot/message.js';
import { manualClock } from '../../src/clock.js';
import { loadConfig } from '../../src/config.js';
import { createLogger, type Logger } from '../../src/logger.js';

/** A reply as it comes over the socket, with what it said joined for reading. */
export interface Said {
  to: string;
  texts: string[];
  choices: Choice[];
  /** All texts as one. */
  all: string;
}

export interface Visitor {
  cookie: string;
  /** Sends a text and waits for its reply; `id` sends it under a chosen id. */
  say(text: string, options?: { id?: string; fileId?: string }): Promise<Said>;
  /** The history frame of a fresh connection. */
  history(): Promise<Array<{ from: 'me' | 'bot'; texts: string[] }>>;
  /** Uploads a file and returns its id. */
  upload(bytes: Buffer, name?: string): Promise<string>;
  close(): Promise<void>;
}

export interface Service {
  app: FastifyInstance;
  origin: string;
  dataDir: string;
  clock: ReturnType<typeof manualClock>;
  visitor(options?: { cookie?: string; terminal?: boolean }): Promise<Visitor>;
  /** Stops and starts again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Tuesday noon in Shanghai. */
export const NOON = '2026-11-24T04:00:00Z';

/** A whole service on an embedded store of its own, listening on a free port. */
export async function startService(
  env: Record<string, string> = {},
  overrides: { logger?: Logger } = {},
): Promise<Service> {
  const dataDir = await mkdtemp(join(tmpdir(), 'xft-'));
  const clock = manualClock(NOON);
  const config = loadConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent', ...env });
  const limits = { perMinute: 100_000, maxEventLoopDelay: 60_000 };
  const open = async () => {
    const app = await buildApp(config, { clock, logger: overrides.logger ?? createLogger('silent'), limits });
    const origin = await app.listen({ host: '127.0.0.1', port: 0 });
    return { app, origin };
  };
  let running = await open();
  const visitors = new Set<Visitor>();
  const closeVisitors = async () => {
    for (const each of visitors) await each.close();
    visitors.clear();
  };
  return {
    get app() {
      return running.app;
    },
    get origin() {
      return running.origin;
    },
    dataDir,
    clock,
    async visitor(options = {}) {
      const visitor = await connect(running.origin, options);
      visitors.add(visitor);
      return visitor;
    },
    async restart() {
      await closeVisitors();
      await running.app.close();
      running = await open();
    },
    async stop() {
      await closeVisitors();
      await running.app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function connect(
  origin: string,
  { cookie, terminal }: { cookie?: string; terminal?: boolean },
): Promise<Visitor> {
  const query = terminal ? '?terminal=1' : '';
  const held = cookie ?? (await fetchCookie(`${origin}/chat${query}`));
  const url = `${origin.replace('http', 'ws')}/chat/socket${query}`;
  let socket = await openSocket(url, held, origin);
  return {
    cookie: held,
    async say(text, options = {}) {
      const id = options.id ?? randomUUID();
      if (socket.ws.readyState !== WebSocket.OPEN) socket = await openSocket(url, held, origin);
      socket.ws.send(
        JSON.stringify({ type: 'message', id, text, ...(options.fileId ? { fileId: options.fileId } : {}) }),
      );
      const frame = await socket.wait((each) => each['to'] === id);
      if (frame['type'] === 'error') throw new Error(`${String(frame['code'])}: ${String(frame['text'])}`);
      const texts = frame['texts'] as string[];
      return {
        to: id,
        texts,
        choices: (frame['choices'] as Choice[] | undefined) ?? [],
        all: texts.join('\n'),
      };
    },
    async history() {
      const fresh = await openSocket(url, held, origin);
      const frame = await fresh.wait((each) => each['type'] === 'history');
      fresh.ws.close();
      return frame['items'] as Array<{ from: 'me' | 'bot'; texts: string[] }>;
    },
    async upload(bytes, name = 'photo.jpg') {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(bytes)]), name);
      const response = await fetch(`${origin}/chat/files${query}`, {
        method: 'POST',
        body: form,
        headers: { cookie: held, origin },
      });
      const body = (await response.json()) as { fileId?: string };
      if (!body.fileId) throw new Error(`upload refused: ${response.status} ${JSON.stringify(body)}`);
      return body.fileId;
    },
    async close() {
      socket.ws.close();
    },
  };
}

async function fetchCookie(url: string): Promise<string> {
  const response = await fetch(url);
  const set = response.headers.getSetCookie().map((each) => each.split(';')[0]);
  return set.join('; ');
}

type Frame = Record<string, unknown>;

/** A socket that keeps its frames until somebody waits for them. */
async function openSocket(url: string, cookie: string, origin: string) {
  const ws = new WebSocket(url, { headers: { cookie, origin } });
  const frames: Frame[] = [];
  const waiting: Array<{ matches: (frame: Frame) => boolean; resolve: (frame: Frame) => void }> = [];
  ws.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Frame;
    const index = waiting.findIndex(({ matches }) => matches(frame));
    if (index < 0) frames.push(frame);
    else waiting.splice(index, 1)[0]?.resolve(frame);
  });
  await new Promise<void>((resolve, reject) => {
    ws.once('open', () => resolve());
    ws.once('error', reject);
  });
  return {
    ws,
    wait(matches: (frame: Frame) => boolean): Promise<Frame> {
      const index = frames.findIndex(matches);
      if (index >= 0) return Promise.resolve(frames.splice(index, 1)[0] as Frame);
      return new Promise((resolve, reject) => {
        waiting.push({ matches, resolve });
        ws.once('close', () => reject(new Error('the socket closed before the answer came')));
      });
    },
  };
}

/** The petition number in a text. */
export function numberIn(text: string): string {
  const found = /XF370983-\d{8}-\d{4,}/.exec(text);
  if (!found) throw new Error(`no petition number in: ${text}`);
  return found[0];
}

/** The query code in a text, ten digits. */
export function codeIn(text: string): string {
  const found = /查询码\s*(\d{3})-(\d{3})-(\d{4})/.exec(text);
  if (!found) throw new Error(`no query code in: ${text}`);
  return found.slice(1).join('');
}

/** Files the street lamp in two messages and returns number and code. */
export async function fileLamp(visitor: Visitor): Promise<{ petitionNo: string; queryCode: string }> {
  await visitor.say('石横镇石横一村东头路灯坏了三个月');
  await visitor.say('王建国 13805380000 住石横一村');
  const { all } = await visitor.say('提交');
  return { petitionNo: numberIn(all), queryCode: codeIn(all) };
}
