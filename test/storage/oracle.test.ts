import { isDeepStrictEqual } from 'node:util';
import { type Db, type Document, MongoClient } from 'mongodb';
import t from 'tap';
import { startEmbeddedStore } from '../../src/storage/embedded/index.js';
import {
  canonical,
  exceptions,
  field,
  fromJson,
  type OracleCase,
  raw,
  readTable,
  type TableName,
  tableNames,
} from './oracle-tables.js';

/** The least share of right answers, contradictions of the manual left out. */
const bars: Record<TableName, number> = {
  filters: 0.97,
  sorts: 0.97,
  updates: 0.97,
  projections: 0.97,
  aggregations: 0.92,
};

const refusedCode = 238;

async function fill(db: Db, name: string, documents: unknown[]): Promise<void> {
  await db.collection(name).deleteMany({});
  await db.collection(name).insertMany(documents.map(fromJson));
}

async function prepare(db: Db, table: TableName, documents: unknown): Promise<void> {
  if (table === 'filters' || table === 'sorts') await fill(db, 'odd', documents as unknown[]);
  if (table === 'projections') await fill(db, 'proj', documents as unknown[]);
  if (table !== 'aggregations') return;
  for (const [name, list] of Object.entries(documents as Record<string, unknown[]>))
    await fill(db, name, list);
}

const ids = (docs: Document[]) => docs.map((d) => Number(d['_id']));

async function runUpdate(db: Db, c: OracleCase): Promise<unknown> {
  const upd = db.collection('upd');
  await upd.deleteMany({});
  const before = field(c, 'document');
  if (before) await upd.insertOne(before);
  const statement = {
    q: field(c, 'query'),
    u: field(c, 'update'),
    upsert: c.upsert ?? false,
    arrayFilters: field(c, 'arrayFilters'),
  };
  const answer = await db.command({ update: 'upd', updates: [statement] }, { ignoreUndefined: true });
  const now = await upd.find({}, raw).toArray();
  const [failure] = answer['writeErrors'] ?? [];
  if (!failure) return now.length > 1 ? now : (now[0] ?? null);
  const unchanged = isDeepStrictEqual(
    canonical('updates', c, now),
    canonical('updates', c, before ? [before] : []),
  );
  if (!unchanged) return { changedDespiteError: now };
  throw Object.assign(new Error(failure.errmsg), { code: failure.code });
}

const runners: Record<TableName, (db: Db, c: OracleCase) => Promise<unknown>> = {
  filters: async (db, c) =>
    ids(
      await db
        .collection('odd')
        .find(field(c, 'filter'), { projection: { _id: 1 }, ...raw })
        .toArray(),
    ).sort((a, b) => a - b),
  sorts: async (db, c) => {
    const sort = new Map(
      Object.entries(field(c, 'sort') as Document).map(([k, v]) => [k, Number(v) as 1 | -1]),
    );
    return ids(
      await db
        .collection('odd')
        .find({}, { projection: { _id: 1 }, sort, ...raw })
        .toArray(),
    );
  },
  updates: runUpdate,
  projections: (db, c) =>
    db
      .collection('proj')
      .find(field(c, 'query'), { projection: field(c, 'projection'), sort: { _id: 1 }, ...raw })
      .toArray(),
  aggregations: (db, c) => db.collection('pet').aggregate(field(c, 'pipeline'), raw).toArray(),
};

const expected = (table: TableName, c: OracleCase): unknown =>
  table === 'filters' || table === 'sorts' ? c['ids'] : field(c, table === 'updates' ? 'result' : 'results');

type Outcome = 'right' | 'refused' | 'wrong';

async function judge(db: Db, table: TableName, c: OracleCase): Promise<Outcome> {
  try {
    const answer = await runners[table](db, c);
    if (c.error) return 'wrong';
    return isDeepStrictEqual(canonical(table, c, answer), canonical(table, c, expected(table, c)))
      ? 'right'
      : 'wrong';
  } catch (error) {
    if (c.error) return 'right';
    return (error as { code?: number }).code === refusedCode ? 'refused' : 'wrong';
  }
}

t.test('the embedded store answers the tables of an independent implementation', async (t) => {
  const contradicted = exceptions('contradictions');
  const refusals = exceptions('refusals');
  const store = await startEmbeddedStore({ directory: t.testdir() });
  const client = await MongoClient.connect(store.uri);
  t.teardown(async () => {
    await client.close();
    await store.close();
  });
  for (const table of tableNames) {
    await t.test(`${table}: no wrong answer, and enough right ones`, async (t) => {
      const db = client.db(`oracle_${table}`);
      const { documents, cases } = readTable(table);
      await prepare(db, table, documents);
      const outcomes = new Map<string, Outcome>();
      for (const c of cases) if (!contradicted.has(c.id)) outcomes.set(c.id, await judge(db, table, c));
      const having = (wanted: Outcome) => [...outcomes].filter(([, o]) => o === wanted).map(([id]) => id);
      t.same(having('wrong'), [], 'no wrong answer');
      t.same(
        having('refused').filter((id) => !refusals.has(id)),
        [],
        'nothing refused that is not listed',
      );
      const share = having('right').length / outcomes.size;
      t.ok(share >= bars[table], `${(share * 100).toFixed(1)} % right of ${outcomes.size}`);
    });
  }
  await t.test('where the manual contradicts a table the store does not follow the table', async (t) => {
    const db = client.db('oracle_sorts');
    const wrong = readTable('sorts').cases.filter((c) => contradicted.has(c.id));
    t.same(
      await Promise.all(wrong.map((c) => judge(db, 'sorts', c))),
      wrong.map(() => 'wrong'),
    );
  });
});
