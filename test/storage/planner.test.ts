import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import t from 'tap';
import { startEmbeddedStore } from '../../src/storage/embedded/index.js';

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom('a', 'b', null, 1.5, true),
  fc.constant(new Date(0)),
);
const inner = fc.record(
  { x: scalar, y: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) },
  { requiredKeys: [] },
);
const field = fc.oneof(
  scalar,
  fc.array(fc.oneof(scalar, inner, fc.array(scalar, { maxLength: 2 })), { maxLength: 3 }),
  inner,
);
const document = fc
  .record({ a: field, b: scalar, c: field }, { requiredKeys: [] })
  .filter((d) => !(Array.isArray(d.a) && Array.isArray(d.c)));

const operand = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }));
const condition = fc.oneof(
  { weight: 3, arbitrary: operand },
  fc
    .record({ $gt: scalar, $gte: scalar, $lt: scalar, $lte: scalar, $ne: scalar }, { requiredKeys: [] })
    .filter((r) => Object.keys(r).length > 0),
  fc.array(operand, { maxLength: 3 }).map(($in) => ({ $in })),
  fc.boolean().map(($exists) => ({ $exists })),
  fc.array(scalar, { minLength: 1, maxLength: 2 }).map(($all) => ({ $all })),
  scalar.map((v) => ({ $elemMatch: { $gte: v } })),
  fc
    .record({ x: scalar, y: scalar }, { requiredKeys: [] })
    .filter((r) => Object.keys(r).length > 0)
    .map(($elemMatch) => ({ $elemMatch })),
  fc.constantFrom({ $regex: '^a' }, { $type: 'number' }, { $size: 1 }),
);
const path = fc.constantFrom('a', 'b', 'c', 'a.x', 'a.y', 'a.0', 'c.x');
const plain = fc.dictionary(path, condition, { minKeys: 1, maxKeys: 3 });
const filter = fc.oneof(
  { weight: 4, arbitrary: plain },
  fc.array(plain, { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })),
);
const direction = fc.constantFrom(1 as const, -1 as const);
const keyPattern = fc.dictionary(path, direction, { minKeys: 1, maxKeys: 3 });
const options = fc.constantFrom(
  {},
  {},
  { sparse: true },
  { partialFilterExpression: { b: { $exists: true } } },
  { partialFilterExpression: { b: { $gt: 1 } } },
);

/** MongoDB cannot index two arrays at once; such documents stay out. */
async function insertAll(collection: import('mongodb').Collection, docs: object[]): Promise<void> {
  for (const doc of docs)
    await collection.insertOne({ ...doc }).catch((error) => {
      if (error.code !== 171) throw error;
    });
}

t.test('a query by index finds and orders exactly what a scan does', async (t) => {
  const store = await startEmbeddedStore({ directory: t.testdir() });
  const client = await MongoClient.connect(store.uri);
  t.teardown(async () => {
    await client.close();
    await store.close();
  });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 5, maxLength: 25 }),
      fc.array(fc.tuple(keyPattern, options), { minLength: 1, maxLength: 3 }),
      fc.array(
        fc.tuple(filter, fc.option(fc.dictionary(path, direction, { minKeys: 1, maxKeys: 2 }), { nil: {} })),
        { minLength: 8, maxLength: 8 },
      ),
      async (docs, indexes, queries) => {
        const collection = client.db('planner').collection(`c${round++}`);
        for (const [key, option] of indexes)
          await collection.createIndex(key, option).catch((e) => {
            if (e.code !== 85 && e.code !== 86) throw e;
          });
        await insertAll(collection, docs);
        for (const [query, sort] of queries) {
          const order = { ...sort, _id: 1 } as const;
          const planned = await collection
            .find(query as never)
            .sort(order)
            .toArray();
          const scanned = await collection
            .find(query as never, { hint: { $natural: 1 } })
            .sort(order)
            .toArray();
          const unsorted = await collection.find(query as never).toArray();
          t.strictSame(planned, scanned, JSON.stringify({ query, sort, indexes }));
          t.equal(unsorted.length, scanned.length);
        }
        await collection.drop();
      },
    ),
    { numRuns: 30 },
  );
});
