import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { attachStorage, openStorage, runningStore } from '../../src/storage/open-storage.js';

t.test('without MONGODB_URI the embedded store runs and tells scripts how to reach it', async (t) => {
  const dataDir = t.testdir();
  const storage = await openStorage({ dataDir });
  const file = join(dataDir, 'run', 'store.json');
  t.equal(storage.kind, 'embedded');
  t.same(JSON.parse(readFileSync(file, 'utf8')), { uri: storage.uri, pid: process.pid });
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.equal(runningStore(dataDir), storage.uri);
  t.type((await storage.stats())['commits_total'], 'number');
  await storage.close();
  t.notOk(existsSync(file));
  t.equal(runningStore(dataDir), undefined);
});

t.test('a script joins the running store and leaves it running', async (t) => {
  const dataDir = t.testdir();
  const storage = await openStorage({ dataDir });
  await storage.connection.collection('c').insertOne({ a: 1 });
  const script = await attachStorage({ dataDir });
  t.equal(await script.connection.collection('c').countDocuments(), 1);
  await script.close();
  t.equal(await storage.connection.collection('c').countDocuments(), 1);
  await storage.close();
});

t.test('a script opens the store itself when none is running', async (t) => {
  const dataDir = t.testdir();
  const script = await attachStorage({ dataDir });
  t.equal(await script.connection.collection('c').countDocuments(), 0);
  await script.close();
});

t.test('a second service on the same data directory is refused by code', async (t) => {
  const dataDir = t.testdir();
  const storage = await openStorage({ dataDir });
  await t.rejects(openStorage({ dataDir }), { code: 'storage.in_use' });
  await storage.close();
});

t.test('a MongoDB that does not answer is named without its password', async (t) => {
  const mongodbUri = 'mongodb://bureau:secret@127.0.0.1:1/?serverSelectionTimeoutMS=200';
  const error = await openStorage({ mongodbUri, dataDir: t.testdir() }).catch((e) => e);
  t.equal(error.code, 'storage.unreachable');
  t.match(error.message, 'MONGODB_URI');
  t.notMatch(error.message, 'secret');
});

t.test('a MONGODB_URI that answers is used as an external store', async (t) => {
  const root = t.testdir();
  const served = await openStorage({ dataDir: join(root, 'served') });
  const external = await openStorage({ mongodbUri: served.uri, dataDir: join(root, 'external') });
  t.equal(external.kind, 'external');
  t.same(await external.stats(), {});
  await external.close();
  await served.close();
});
