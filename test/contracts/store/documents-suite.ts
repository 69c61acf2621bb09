import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import type { Db } from 'mongodb';

type Test = Tap.Test;

import type * as Tap from 'tap';

const raw = { promoteValues: false, promoteLongs: false, promoteBuffers: false };

/** Reading and writing documents: what must be the same on the embedded store and on MongoDB. */
export function documentsSuite(t: Test, open: () => Db): void {
  t.test('values come back as they were stored, with their types', async (t) => {
    const values = open().collection('values');
    const doc = {
      _id: new ObjectId(),
      int: new Int32(7),
      double: new Double(7),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.50'),
      date: new Date('2026-11-24T01:02:03.004Z'),
      bytes: new Binary(Buffer.from([0, 1, 255])),
      text: '信访\u0000𠮷',
      nothing: null,
      nested: { '2': 'b', '1': 'a', list: [[1], []] },
    };
    await values.insertOne(doc);
    const found = await values.findOne({ _id: doc._id }, raw);
    t.same(found?.['int'], doc.int);
    t.same(found?.['double'], doc.double);
    t.equal(String(found?.['long']), '9007199254740993');
    t.equal(String(found?.['decimal']), '1.50');
    t.same(found?.['date'], doc.date);
    t.same(found?.['bytes'].buffer, doc.bytes.buffer);
    t.equal(found?.['text'], doc.text);
    t.equal(found?.['nothing'], null);
    t.equal(found?.['nested'].list.length, 2);
  });

  t.test('an update leaves the types of other fields alone', async (t) => {
    const values = open().collection('types');
    await values.insertOne({ _id: 1 as never, double: new Double(3), n: new Int32(2147483647) });
    await values.updateOne({ _id: 1 as never }, { $inc: { n: new Int32(1) } });
    const found = await values.findOne({ _id: 1 as never }, raw);
    t.equal(found?.['double']._bsontype, 'Double');
    t.equal(found?.['n']._bsontype, 'Long');
    t.equal(String(found?.['n']), '2147483648');
  });

  t.test('a cursor gives every document once over many batches', async (t) => {
    const many = open().collection('many');
    await many.insertMany(Array.from({ length: 350 }, (_, n) => ({ n })));
    const seen = new Set<number>();
    for await (const doc of many.find({}, { batchSize: 60 })) seen.add(doc['n']);
    t.equal(seen.size, 350);
    t.equal(await many.countDocuments({ n: { $lt: 100 } }), 100);
    t.equal(await many.estimatedDocumentCount(), 350);
  });

  t.test('pages by sort, skip and limit follow each other without gaps', async (t) => {
    const pages = open().collection('pages');
    await pages.insertMany(Array.from({ length: 30 }, (_, n) => ({ n, even: n % 2 === 0 })));
    const page = (skip: number) => pages.find().sort({ even: -1, n: -1 }).skip(skip).limit(10).toArray();
    const all = [...(await page(0)), ...(await page(10)), ...(await page(20))].map((d) => d['n']);
    const evens = Array.from({ length: 15 }, (_, i) => 28 - 2 * i);
    t.same(all, [...evens, ...evens.map((n) => n + 1)]);
  });

  t.test('large documents and batches go through', async (t) => {
    const large = open().collection('large');
    const bytes = Buffer.alloc(200_000, 7);
    await large.insertMany(Array.from({ length: 120 }, (_, n) => ({ n, bytes })));
    let total = 0;
    for await (const doc of large.find().sort({ n: 1 })) total += doc['bytes'].length();
    t.equal(total, 120 * 200_000);
  });

  t.test('a document over 16 MB is refused', async (t) => {
    const large = open().collection('toolarge');
    await t.rejects(large.insertOne({ bytes: Buffer.alloc(17 * 1024 * 1024) }));
    t.equal(await large.countDocuments(), 0);
  });

  t.test('deleteOne takes one, deleteMany all that match', async (t) => {
    const gone = open().collection('gone');
    await gone.insertMany([{ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 }]);
    t.equal((await gone.deleteOne({ a: 1 })).deletedCount, 1);
    t.equal((await gone.deleteMany({ a: 1 })).deletedCount, 2);
    t.equal(await gone.countDocuments(), 1);
  });

  t.test('an unordered bulk goes on after a failure and reports it', async (t) => {
    const bulk = open().collection('bulk');
    const docs = [{ _id: 1 }, { _id: 1 }, { _id: 2 }] as never[];
    const error = await bulk.insertMany(docs, { ordered: false }).catch((e) => e);
    t.equal(error.code, 11000);
    t.equal(error.writeErrors[0].index, 1);
    t.equal(await bulk.countDocuments(), 2);
  });

  t.test('variables of a command are known to its expressions', async (t) => {
    const lets = open().collection('lets');
    await lets.insertMany([{ n: 1 }, { n: 5 }]);
    const filter = { $expr: { $gt: ['$n', '$$least'] } };
    t.equal((await lets.find(filter, { let: { least: 3 } }).toArray()).length, 1);
    t.equal((await lets.updateMany(filter, { $set: { big: true } }, { let: { least: 3 } })).modifiedCount, 1);
    t.equal((await lets.aggregate([{ $match: filter }], { let: { least: 0 } }).toArray()).length, 2);
    await lets.updateMany({}, [{ $set: { twice: { $multiply: ['$n', '$$by'] } } }], { let: { by: 2 } });
    t.same(
      (await lets.find().sort({ n: 1 }).toArray()).map((d) => d['twice']),
      [2, 10],
    );
  });

  t.test('groups, joins and facets answer', async (t) => {
    const db = open();
    await db.collection('cases').insertMany([
      { town: 1, n: 2 },
      { town: 1, n: 3 },
      { town: 2, n: 5 },
    ]);
    await db.collection('towns').insertMany([{ _id: 1 as never, name: '石横' }]);
    const answer = await db
      .collection('cases')
      .aggregate([
        { $group: { _id: '$town', total: { $sum: '$n' } } },
        { $lookup: { from: 'towns', localField: '_id', foreignField: '_id', as: 'found' } },
        { $project: { total: 1, name: { $ifNull: [{ $first: '$found.name' }, '?'] } } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    t.same(answer, [
      { _id: 1, total: 5, name: '石横' },
      { _id: 2, total: 5, name: '?' },
    ]);
  });
}
