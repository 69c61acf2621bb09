import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import t from 'tap';
import { projectRoot } from '../../src/project-root.js';

const rounds = 3;
const writers = 16;

async function startStore(directory: string): Promise<{ child: ChildProcess; uri: string }> {
  const script = join(projectRoot, 'dist', 'scripts', 'store.js');
  const child = spawn(process.execPath, [script, '--dir', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [uri] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [
    string,
  ];
  return { child, uri };
}

const connect = (uri: string) =>
  MongoClient.connect(uri, { serverSelectionTimeoutMS: 2000, retryWrites: false });

/** Writes until the store is gone; `acknowledged` holds the last number each writer was promised. */
async function write(
  client: MongoClient,
  round: number,
  writer: number,
  acknowledged: Map<string, number>,
): Promise<void> {
  const c = client.db('kill').collection<{ _id: string; n: number; log: number[] }>('c');
  const id = `${round}:${writer}`;
  for (let n = 1; ; n++) {
    try {
      await c.updateOne(
        { _id: id },
        { $set: { n }, $push: { log: { $each: [n], $slice: -3 } } },
        { upsert: true },
      );
      await client
        .db('kill')
        .collection('rows')
        .insertOne({ _id: `${id}:${n}` as never, writer: id, n });
    } catch {
      return;
    }
    acknowledged.set(id, n);
  }
}

t.test('after kill -9 under many writers every acknowledged write is there', async (t) => {
  const directory = t.testdir();
  const acknowledged = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const { child, uri } = await startStore(directory);
    const client = await connect(uri);
    if (round === 0)
      await client.db('kill').collection('rows').createIndex({ writer: 1, n: 1 }, { unique: true });
    const work = Array.from({ length: writers }, (_, writer) => write(client, round, writer, acknowledged));
    const enough = 150 + Math.floor(Math.random() * 200);
    const promised = () =>
      [...acknowledged].filter(([id]) => id.startsWith(`${round}:`)).reduce((sum, [, n]) => sum + n, 0);
    while (promised() < enough) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await Promise.all(work);
    await client.close(true);
  }
  const { child, uri } = await startStore(directory);
  const client = await connect(uri);
  const db = client.db('kill');
  const lost: string[] = [];
  for (const [id, n] of acknowledged) {
    const doc = await db.collection('c').findOne({ _id: id as never });
    const rows = await db.collection('rows').countDocuments({ writer: id, n: { $lte: n } });
    if (!doc || doc['n'] < n || doc['log'].at(-1) !== doc['n'] || rows !== n) lost.push(`${id}: ${n}`);
  }
  t.equal(acknowledged.size, rounds * writers);
  t.same(lost, []);
  t.equal(
    await db.collection('rows').countDocuments({ writer: { $gte: '' } }),
    await db.collection('rows').countDocuments({ n: { $gt: 0 } }),
    'index and documents agree',
  );
  await client.close();
  child.kill('SIGTERM');
  await once(child, 'exit');
});

t.test(
  'a full disk refuses the write, says so, and harms nothing that was acknowledged',
  { skip: process.platform === 'win32' && 'needs ulimit' },
  async (t) => {
    const script = join(projectRoot, 'dist', 'scripts', 'store.js');
    const limited = `trap '' XFSZ; ulimit -f 3000; exec "$0" "$1" --dir "$2"`;
    const child = spawn('bash', ['-c', limited, process.execPath, script, t.testdir()], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [uri] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const client = await connect(uri);
    const c = client.db('full').collection('c');
    let stored = 0;
    let refusal: Error | undefined;
    while (!refusal && stored < 1000) {
      refusal = await c.insertOne({ _id: stored as never, bytes: Buffer.alloc(50_000) }).then(
        () => undefined,
        (error) => error,
      );
      if (!refusal) stored++;
    }
    t.ok(stored > 0);
    t.ok(refusal, 'the write that did not fit was refused');
    t.equal(await c.countDocuments(), stored);
    t.equal((await c.findOne({ _id: (stored - 1) as never }))?.['bytes'].length(), 50_000);
    t.comment(refusal?.message);
    await client.close();
    child.kill('SIGKILL');
    await once(child, 'exit');
  },
);
