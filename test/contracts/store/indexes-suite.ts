import type { Db } from 'mongodb';
import type * as Tap from 'tap';

/** The stage of a plan that names the index, wherever it is nested. */
function usedIndex(stage: unknown): string | undefined {
  if (stage === null || typeof stage !== 'object') return undefined;
  const name = (stage as { indexName?: unknown }).indexName;
  if (typeof name === 'string') return name;
  for (const inner of Object.values(stage)) {
    const found = usedIndex(inner);
    if (found) return found;
  }
  return undefined;
}

/** Indexes: uniqueness, use, kinds, expiry. */
export function indexesSuite(t: Tap.Test, open: () => Db): void {
  const indexOf = async (
    collection: string,
    filter: object,
    sort: object = {},
  ): Promise<string | undefined> => {
    const plan = await open()
      .collection(collection)
      .find(filter)
      .sort(sort as never)
      .explain('queryPlanner');
    return usedIndex(plan['queryPlanner'].winningPlan);
  };

  t.test('a unique index refuses a second holder and says which', async (t) => {
    const unique = open().collection('unique');
    await unique.createIndex({ no: 1 }, { unique: true });
    await unique.insertOne({ no: 'A' });
    const error = await unique.insertOne({ no: 'A' }).catch((e) => e);
    t.equal(error.code, 11000);
    t.same(error.keyPattern, { no: 1 });
    t.same(error.keyValue, { no: 'A' });
    await unique.insertOne({ no: 'B' });
    t.equal((await unique.updateOne({ no: 'B' }, { $set: { no: 'A' } }).catch((e) => e)).code, 11000);
    t.equal(await unique.countDocuments({ no: 'A' }), 1);
  });

  t.test('a sparse unique index lets many be without the field', async (t) => {
    const sparse = open().collection('sparse');
    await sparse.createIndex({ code: 1 }, { unique: true, sparse: true });
    await sparse.insertMany([{ a: 1 }, { a: 2 }, { code: 1 }]);
    t.equal((await sparse.insertOne({ code: 1 }).catch((e) => e)).code, 11000);
    t.equal(await sparse.countDocuments({ code: null }), 2);
  });

  t.test('building a unique index over duplicates fails and leaves none', async (t) => {
    const twice = open().collection('twice');
    await twice.insertMany([{ a: 1 }, { a: 1 }]);
    t.equal((await twice.createIndex({ a: 1 }, { unique: true }).catch((e) => e)).code, 11000);
    t.equal((await twice.indexes()).length, 1);
    await twice.createIndex({ a: 1 });
    t.equal((await twice.indexes()).length, 2);
  });

  t.test('queries use the index that fits, also for order', async (t) => {
    const used = open().collection('used');
    await used.insertMany(Array.from({ length: 200 }, (_, n) => ({ town: n % 7, n, tags: [n % 3, n % 5] })));
    await used.createIndex({ town: 1, n: -1 });
    await used.createIndex({ tags: 1 });
    t.equal(await indexOf('used', { town: 3 }, { n: -1 }), 'town_1_n_-1');
    t.equal(await indexOf('used', { town: { $in: [1, 2] }, n: { $gt: 50 } }), 'town_1_n_-1');
    t.equal(await indexOf('used', { tags: 4 }), 'tags_1');
    t.equal(await indexOf('used', { other: 1 }), undefined);
    const order = await used.find({ town: 3 }).sort({ n: -1 }).toArray();
    t.same(
      order.map((d) => d['n']),
      order.map((d) => d['n']).sort((a, b) => b - a),
    );
    t.equal(order.length, 29);
  });

  t.test('a partial index serves only what it holds', async (t) => {
    const partial = open().collection('partial');
    await partial.createIndex(
      { at: 1 },
      { partialFilterExpression: { 'effects.0': { $exists: true } }, name: 'pending' },
    );
    await partial.insertMany([{ at: 1, effects: [1] }, { at: 2, effects: [] }, { at: 3 }]);
    t.equal(await indexOf('partial', { 'effects.0': { $exists: true }, at: { $lt: 5 } }), 'pending');
    t.not(await indexOf('partial', { at: { $lt: 5 } }), 'pending');
    t.equal(await partial.countDocuments({ at: { $lt: 5 } }), 3);
    t.equal(await partial.countDocuments({ 'effects.0': { $exists: true } }), 1);
  });

  t.test('keys longer than an index key can be are found and told apart', async (t) => {
    const long = open().collection('long');
    await long.createIndex({ text: 1 });
    const start = '长'.repeat(2000);
    await long.insertMany([{ text: `${start}a` }, { text: `${start}b` }, { _id: `${start}id` as never }]);
    t.equal(await long.countDocuments({ text: `${start}a` }), 1);
    t.equal(await long.countDocuments({ text: { $gt: `${start}a` } }), 1);
    t.same(
      (
        await long
          .find({ text: { $gt: '' } })
          .sort({ text: -1 })
          .toArray()
      ).map((d) => d['text'].at(-1)),
      ['b', 'a'],
    );
    t.ok(await long.findOne({ _id: `${start}id` as never }));
    t.equal(await long.findOne({ _id: `${start}ix` as never }), null);
  });

  t.test('indexes are listed and dropped', async (t) => {
    const dropped = open().collection('dropped');
    await dropped.createIndexes([{ key: { a: 1 } }, { key: { b: -1 }, sparse: true }]);
    t.same(
      (await dropped.indexes()).map((i) => i.name),
      ['_id_', 'a_1', 'b_-1'],
    );
    await dropped.dropIndex('a_1');
    t.same(
      (await dropped.indexes()).map((i) => i.name),
      ['_id_', 'b_-1'],
    );
    await dropped.drop();
    t.same(await open().listCollections({ name: 'dropped' }).toArray(), []);
  });
}
