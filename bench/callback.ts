import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { projectRoot } from '../src/project-root.js';
import { nextRequest } from './callback-messages.js';
import type { Figure } from './store.js';

interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
  failures: number;
}

const CONNECTIONS = 50;

/**
 * The callback under signed, distinct text messages that walk through a filing, against a bare route and
 * `co-wechat`, in one run. Each server is a process of its own; the load comes from this one.
 */
export async function benchCallback(seconds = 8): Promise<Figure[]> {
  const bare = await measure('bare', 'plain', { seconds });
  const coWechat = await measure('co-wechat', 'plain', { seconds });
  const filing = await measure('filing', 'plain', { seconds });
  const safe = await measure('safe', 'safe', { seconds });
  const stateless = await measure('stateless', 'plain', { seconds });
  const steady = await measure('filing', 'plain', { seconds, perSecond: 200 });
  const ratios = (it: Measured): string =>
    `${(it.perSecond / bare.perSecond).toFixed(2)} × (a), ${(it.perSecond / coWechat.perSecond).toFixed(2)} × (b)`;
  return [
    {
      name: 'one fsync of 4 KiB on this disk, meanwhile',
      value: `p50 ${fsyncMs().toFixed(2)} ms`,
      note: 'what a durable turn waits for',
    },
    row('(a) bare route: verify, parse, success', bare),
    row('(b) co-wechat echo', coWechat),
    row('filing turns, durable, plaintext mode', filing, `${ratios(filing)}; aim ≥ 1,000/s`),
    row('filing turns, durable, safe mode', safe, ratios(safe)),
    row('stateless replies, plaintext mode', stateless, `${ratios(stateless)}; aim ≥ (b)`),
    row('filing turns at a steady 200/s', steady, 'aim p99 < 50 ms'),
  ];
}

function row(name: string, { perSecond, p50, p99, failures }: Measured, note = ''): Figure {
  const failed = failures > 0 ? `; ${failures} failed` : '';
  return {
    name,
    value: `${Math.round(perSecond)}/s, p50 ${p50} ms, p99 ${p99} ms${failed}`,
    ...(note ? { note } : {}),
  };
}

async function measure(
  server: string,
  mode: 'plain' | 'safe',
  load: { seconds: number; perSecond?: number },
): Promise<Measured> {
  const child = fork(join(projectRoot, 'dist', 'bench', 'callback-server.js'), [server]);
  const [port] = (await once(child, 'message')) as [number];
  try {
    await run(port, mode, { ...load, seconds: 2 });
    return await run(port, mode, load);
  } finally {
    child.disconnect();
    await once(child, 'exit');
  }
}

async function run(
  port: number,
  mode: 'plain' | 'safe',
  { seconds, perSecond }: { seconds: number; perSecond?: number },
): Promise<Measured> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: CONNECTIONS,
    duration: seconds,
    ...(perSecond === undefined ? {} : { overallRate: perSecond }),
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        setupRequest: (request) => ({ ...request, ...nextRequest(mode) }),
      },
    ],
  });
  return {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  };
}

/** How long the disk takes to make 4 KiB durable (ms, median of 40). */
function fsyncMs(): number {
  const directory = mkdtempSync(join(tmpdir(), 'bench-fsync-'));
  const file = openSync(join(directory, 'f'), 'w');
  const block = Buffer.alloc(4096, 1);
  const times = Array.from({ length: 40 }, () => {
    const began = performance.now();
    writeSync(file, block);
    fsyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  rmSync(directory, { recursive: true });
  return times.sort((a, b) => a - b)[20] ?? 0;
}
