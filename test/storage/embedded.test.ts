import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import t from 'tap';
import { startEmbeddedStore } from '../../src/storage/embedded/index.js';

async function open(t: { testdir(): string; teardown(f: () => unknown): void }, settings = {}) {
  const store = await startEmbeddedStore({ directory: t.testdir(), ...settings });
  const client = await MongoClient.connect(store.uri);
  t.teardown(async () => {
    await client.close();
    await store.close();
  });
  return { store, client, db: client.db('d') };
}

t.test(
  'a second start on the same directory refuses in one line that names it and the process',
  async (t) => {
    const directory = t.testdir();
    const store = await startEmbeddedStore({ directory });
    const error = await startEmbeddedStore({ directory }).catch((e) => e);
    t.match(error.message, directory);
    t.match(error.message, String(process.pid));
    t.notMatch(error.message, '\n');
    await store.close();
    await (await startEmbeddedStore({ directory })).close();
  },
);

t.test('the lock of a process that no longer runs is taken over', async (t) => {
  const directory = t.testdir();
  writeFileSync(join(directory, 'store.lock'), JSON.stringify({ pid: 2 ** 22 + 1, started: 'x' }));
  await (await startEmbeddedStore({ directory })).close();
  writeFileSync(
    join(directory, 'store.lock'),
    JSON.stringify({ pid: process.pid, started: 'another boot:1' }),
  );
  await (await startEmbeddedStore({ directory })).close();
  t.pass('both stale locks were taken');
});

t.test(
  'the socket is in a directory only its owner can enter',
  { skip: process.platform === 'win32' && 'unix sockets' },
  async (t) => {
    const { store } = await open(t);
    const path = decodeURIComponent(store.uri.slice('mongodb://'.length, store.uri.indexOf('/?')));
    t.match(path, /\.sock$/);
    t.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
  },
);

t.test('what is not supported is refused by name', async (t) => {
  const { db } = await open(t);
  const c = db.collection('c');
  await c.insertOne({ a: 1 });
  const refusals: [() => Promise<unknown>, RegExp][] = [
    [() => c.find({ $where: 'true' }).toArray(), /\$where/],
    [() => c.find({ $text: { $search: 'x' } }).toArray(), /\$text/],
    [() => c.find({ $jsonSchema: {} }).toArray(), /\$jsonSchema/],
    [() => c.find({ a: { $near: [0, 0] } }).toArray(), /\$near/],
    [() => c.find({}, { collation: { locale: 'zh' } }).toArray(), /collation/],
    [() => c.aggregate([{ $out: 'x' }]).toArray(), /\$out/],
    [() => c.aggregate([{ $graphLookup: {} }]).toArray(), /\$graphLookup/],
    [() => c.aggregate([{ $project: { r: { $rand: {} } } }]).toArray(), /\$rand/],
    [() => c.createIndex({ a: 'text' }), /text/],
    [() => c.createIndex({ a: '2dsphere' }), /2dsphere/],
    [() => c.createIndex({ a: 1 }, { collation: { locale: 'zh' } }), /collation/],
    [() => db.createCollection('v', { viewOn: 'c', pipeline: [] }), /viewOn|pipeline/],
    [() => db.createCollection('k', { capped: true, size: 100 }), /capped|size/],
    [() => c.find({ a: /(a+)+$/ }).toArray(), /repeated group/],
    [() => c.find({ a: /\p{L}/u }).toArray(), /escape|Unicode/],
    [() => c.find({ a: /a*b*c*d*e*f/ }).toArray(), /repetitions/],
    [() => c.find({ a: /(a?){30}a{30}/ }).toArray(), /repeated group/],
  ];
  for (const [attempt, named] of refusals) {
    const error = (await attempt().catch((e) => e)) as Error & { code: number };
    t.equal(error.code, 238, String(named));
    t.match(error.message, named);
  }
  t.equal((await db.command({ shutdown: 1 }).catch((e) => e)).code, 59);
});

t.test('documents expire by a TTL index', async (t) => {
  const { db } = await open(t, { ttlIntervalMs: 20 });
  const c = db.collection('ttl');
  await c.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  const now = Date.now();
  await c.insertMany([
    { at: new Date(now - 61_000) },
    { at: new Date(now), keep: true },
    { at: 'never', keep: true },
    { keep: true },
  ]);
  for (let left = await c.countDocuments(); left > 3; left = await c.countDocuments())
    await new Promise((r) => setImmediate(r));
  t.equal(await c.countDocuments({ keep: true }), 3);
});

t.test('a scan is counted and its shape told once', async (t) => {
  const told: string[] = [];
  const { store, db } = await open(t, {
    onScan: (namespace: string, shape: string) => told.push(`${namespace} ${shape}`),
  });
  const c = db.collection('c');
  await c.insertOne({ a: 1 });
  for (const a of [1, 2, 3]) await c.findOne({ a });
  const stats = await store.stats();
  t.equal(stats['scans_total'], 3);
  t.same(told, ['d.c {a}']);
});

t.test('garbage on the socket ends that connection and nothing else', async (t) => {
  const { store, db } = await open(t);
  const path = decodeURIComponent(store.uri.slice('mongodb://'.length, store.uri.indexOf('/?')));
  for (const bytes of [
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.alloc(64, 0xff),
    Buffer.from([21, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 221, 7, 0, 0, 0, 0, 0, 0, 9]),
  ]) {
    const socket = createConnection(path);
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
  }
  t.equal((await db.command({ ping: 1 }))['ok'], 1);
});

t.test('data survives closing and opening again', async (t) => {
  const directory = t.testdir();
  const first = await startEmbeddedStore({ directory });
  const one = await MongoClient.connect(first.uri);
  await one.db('d').collection('c').createIndex({ a: 1 }, { unique: true });
  await one.db('d').collection('c').insertOne({ a: 1 });
  await one.close();
  await first.close();
  const second = await startEmbeddedStore({ directory });
  const two = await MongoClient.connect(second.uri);
  t.equal(await two.db('d').collection('c').countDocuments({ a: 1 }), 1);
  t.equal(
    (
      await two
        .db('d')
        .collection('c')
        .insertOne({ a: 1 })
        .catch((e) => e)
    ).code,
    11000,
  );
  await two.close();
  await second.close();
});
