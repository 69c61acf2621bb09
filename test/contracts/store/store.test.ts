import { randomBytes } from 'node:crypto';
import t from 'tap';
import { openStorage } from '../../../src/storage/open-storage.js';
import type { Storage } from '../../../src/storage/storage.js';
import { documentsSuite } from './documents-suite.js';
import { indexesSuite } from './indexes-suite.js';
import { mongooseSuite } from './mongoose-suite.js';

const external = process.env['MONGODB_URI'];
const stores = [
  { name: 'the embedded store', mongodbUri: undefined },
  ...(external ? [{ name: 'MONGODB_URI', mongodbUri: external }] : []),
];

for (const { name, mongodbUri } of stores) {
  t.test(`contract of ${name}`, async (t) => {
    const database = `contract_${randomBytes(6).toString('hex')}`;
    const storage: Storage = await openStorage({ mongodbUri, dataDir: t.testdir(), database });
    t.teardown(async () => {
      await storage.connection.dropDatabase();
      await storage.close();
    });
    const db = () => storage.connection.getClient().db(database) as never;
    t.test('documents', async (t) => documentsSuite(t, db));
    t.test('indexes', async (t) => indexesSuite(t, db));
    t.test('mongoose', async (t) => mongooseSuite(t, () => storage.connection));
  });
}
