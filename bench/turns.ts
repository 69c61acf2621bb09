import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { buildApp } from '../src/app.js';
import type { InboundMessage, Receive } from '../src/bot/message.js';
import { loadConfig } from '../src/config.js';
import { openCore } from '../src/core.js';
import { createLogger } from '../src/logger.js';
import type { Figure } from './store.js';

/** One filing and two queries: what a person's turns look like. */
const STORY = [
  '石横镇石横一村东头路灯坏了三个月',
  '王建国 13805380000',
  '住石横一村',
  '提交',
  '查询',
  '查询',
];
const PEOPLE_AT_ONCE = 50;
const ROUNDS = 20;
const QUERIES = 300;

/** Turns per second and latencies through `bot.receive` and through the web chat's socket; every turn is durable. */
export async function benchTurns(): Promise<Figure[]> {
  const figures = [...(await throughReceive()), ...(await throughSocket())];
  return figures;
}

async function throughReceive(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'xft-bench-'));
  const core = await openCore(configFor(dataDir), { logger: createLogger('silent') });
  const tell = teller(core.bot.receive);
  await crowd(tell, 10, 2, 'warm');
  const many = await crowd(tell, PEOPLE_AT_ONCE, ROUNDS, 'many');
  const query = await queries(tell);
  await core.storage.close();
  await rm(dataDir, { recursive: true, force: true });
  return [
    {
      name: `turns/s through receive, ${PEOPLE_AT_ONCE} people at once`,
      value: many.perSecond.toFixed(0),
      note: `p50 ${many.p50} ms, p99 ${many.p99} ms`,
    },
    { name: 'a query turn, one person at a time', value: `p50 ${query.p50} ms`, note: `p99 ${query.p99} ms` },
  ];
}

async function throughSocket(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'xft-bench-'));
  const app = await buildApp(configFor(dataDir), { logger: createLogger('silent') });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const sockets = await Promise.all(Array.from({ length: PEOPLE_AT_ONCE }, () => openSocket(origin)));
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    sockets.map(async (say) => {
      for (const text of STORY) {
        const at = performance.now();
        await say(text);
        latencies.push(performance.now() - at);
      }
    }),
  );
  const result = summary(latencies, performance.now() - started);
  await app.close();
  await rm(dataDir, { recursive: true, force: true });
  return [
    {
      name: `turns/s through the socket, ${PEOPLE_AT_ONCE} sockets`,
      value: result.perSecond.toFixed(0),
      note: `p50 ${result.p50} ms, p99 ${result.p99} ms`,
    },
  ];
}

type Tell = (person: string, text: string) => Promise<number>;

/** Sends one text and returns how long its answer took, in milliseconds. */
function teller(receive: Receive): Tell {
  let sent = 0;
  return async (person, text) => {
    sent += 1;
    const message: InboundMessage = {
      channel: 'web_chat',
      person,
      id: `m${sent}`,
      text,
      address: '127.0.0.1',
      receivedAt: new Date(Date.now()),
    };
    const started = performance.now();
    await receive(message);
    return performance.now() - started;
  };
}

async function crowd(tell: Tell, people: number, rounds: number, name: string) {
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: people }, async (_, index) => {
      for (let round = 0; round < rounds; round += 1) {
        for (const text of STORY) latencies.push(await tell(`${name}-${index}-${round}`, text));
      }
    }),
  );
  return summary(latencies, performance.now() - started);
}

async function queries(tell: Tell) {
  for (const text of STORY) await tell('asker', text);
  const latencies: number[] = [];
  const started = performance.now();
  for (let index = 0; index < QUERIES; index += 1) latencies.push(await tell('asker', '查询'));
  return summary(latencies, performance.now() - started);
}

function summary(latencies: number[], elapsedMs: number) {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return { perSecond: (latencies.length / elapsedMs) * 1000, p50: at(0.5), p99: at(0.99) };
}

const configFor = (dataDir: string) => loadConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', PORT: '0' });

/** A visitor's socket; the function says one text and waits for its answer. */
async function openSocket(origin: string): Promise<(text: string) => Promise<void>> {
  const page = await fetch(`${origin}/chat`);
  const cookie = page.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const ws = new WebSocket(`${origin.replace('http', 'ws')}/chat/socket`, { headers: { cookie, origin } });
  const waiting = new Map<string, () => void>();
  ws.on('message', (data) => {
    const { type, to } = JSON.parse(String(data)) as { type: string; to?: string };
    if (type === 'error') throw new Error(`refused: ${data}`);
    if (to === undefined) return;
    waiting.get(to)?.();
    waiting.delete(to);
  });
  await new Promise((resolve) => ws.once('open', resolve));
  let sent = 0;
  return (text) =>
    new Promise((resolve) => {
      sent += 1;
      const id = `m${sent}`;
      waiting.set(id, resolve);
      ws.send(JSON.stringify({ type: 'message', id, text }));
    });
}
