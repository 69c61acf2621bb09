import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, MongoClient } from 'mongodb';
import { startEmbeddedStore } from '../src/storage/embedded/index.js';

export interface Figure {
  name: string;
  value: string;
  note?: string;
}

interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
}

const documents = 100_000;
const seconds = 3;

/** Runs `work` over and over in `clients` loops for some seconds. */
async function measure(
  clients: number,
  work: (client: number, n: number) => Promise<unknown>,
): Promise<Measured> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  const loop = async (client: number) => {
    for (let n = 0; performance.now() < end; n++) {
      const from = performance.now();
      await work(client, n);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => loop(client)));
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99) };
}

const figure = (name: string, unit: string, m: Measured): Figure => ({
  name,
  value: `${Math.round(m.perSecond).toLocaleString('en')} ${unit}/s`,
  note: `p50 ${m.p50.toFixed(2)} ms, p99 ${m.p99.toFixed(2)} ms`,
});

async function inserts(c: Collection, clients: number): Promise<Figure> {
  const text = '东头路灯坏了三个月'.repeat(20);
  const m = await measure(clients, (client, n) => c.insertOne({ client, n, text, at: new Date(n) }));
  return figure(`durable inserts, ${clients} ${clients === 1 ? 'writer' : 'writers'}`, 'inserts', m);
}

async function fill(c: Collection): Promise<void> {
  await c.createIndex({ no: 1 }, { unique: true });
  await c.createIndex({ town: 1, nextDueAt: 1 });
  for (let from = 0; from < documents; from += 5000) {
    await c.insertMany(
      Array.from({ length: 5000 }, (_, i) => ({
        no: `XF-${from + i}`,
        town: (from + i) % 14,
        nextDueAt: new Date(from + i),
        text: Buffer.alloc(400),
      })),
    );
  }
}

async function finds(c: Collection): Promise<Figure[]> {
  await fill(c);
  const random = (n: number) => Math.floor(Math.random() * n);
  const one = await measure(1, () => c.findOne({ no: `XF-${random(documents)}` }));
  const many = await measure(16, () => c.findOne({ no: `XF-${random(documents)}` }));
  const due = await measure(1, () =>
    c
      .find({ town: random(14), nextDueAt: { $lte: new Date(documents) } })
      .sort({ nextDueAt: 1 })
      .limit(20)
      .toArray(),
  );
  return [
    figure(`indexed findOne among ${documents.toLocaleString('en')}, 1 reader`, 'finds', one),
    figure(`indexed findOne among ${documents.toLocaleString('en')}, 16 readers`, 'finds', many),
    figure('first 20 due of a town, by index order', 'finds', due),
  ];
}

/** What a chat turn does: claim the session, then commit it. */
async function turn(
  c: Collection<{ _id: string; version?: number }>,
  client: number,
  n: number,
): Promise<void> {
  const now = new Date(Date.now());
  const _id = `web:${client}`;
  const id = `m${n}`;
  const claimed = await c.findOneAndUpdate(
    { _id, 'recent.id': { $ne: id }, $or: [{ leaseUntil: { $lt: now } }, { leaseUntil: null }] },
    { $set: { leaseToken: id, leaseUntil: new Date(now.getTime() + 5000) }, $setOnInsert: { version: 0 } },
    { upsert: true, returnDocument: 'after' },
  );
  const entry = { id, reply: Buffer.alloc(300), at: now };
  await c.updateOne({ _id, leaseToken: id, version: claimed?.version ?? 0 }, {
    $set: { state: { step: n, sealed: Buffer.alloc(1000) }, leaseUntil: null },
    $inc: { version: 1 },
    $push: { recent: { $each: [entry], $slice: -50 } },
  } as never);
}

/** Measures the embedded store alone, through the official driver over its socket. */
export async function benchStore(): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-store-'));
  const store = await startEmbeddedStore({ directory });
  const client = await MongoClient.connect(store.uri, { maxPoolSize: 100, w: 'majority', journal: true });
  const db = client.db('bench');
  try {
    return [
      await inserts(db.collection('inserts'), 1),
      await inserts(db.collection('inserts'), 64),
      ...(await finds(db.collection('petitions'))),
      figure(
        'claim + commit of a session, 50 people',
        'turns',
        await measure(50, (who, n) => turn(db.collection('sessions') as never, who, n)),
      ),
    ];
  } finally {
    await client.close();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
