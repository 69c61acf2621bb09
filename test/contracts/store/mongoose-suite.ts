import { once } from 'node:events';
import { Readable } from 'node:stream';
import { type Connection, mongo, Schema } from 'mongoose';
import type * as Tap from 'tap';

/** What the service does with mongoose: models, races, files. */
export function mongooseSuite(t: Tap.Test, open: () => Connection): void {
  t.test('a model creates its indexes and keeps its rules', async (t) => {
    const schema = new Schema({
      no: { type: String, unique: true },
      events: [{ kind: String, at: Date }],
      n: Number,
    });
    const Petition = open().model('ContractPetition', schema);
    await Petition.init();
    const made = await Petition.create({ no: 'XF-1', events: [{ kind: 'filed', at: new Date(0) }] });
    const again = await Petition.findById(made._id).orFail();
    t.equal(again.events[0]?.kind, 'filed');
    t.equal((await Petition.create({ no: 'XF-1' }).catch((e) => e)).code, 11000);
    const changed = await Petition.findOneAndUpdate(
      { no: 'XF-1', __v: 0 },
      { $push: { events: { kind: 'accepted', at: new Date(1) } }, $inc: { __v: 1 } },
      { returnDocument: 'after' },
    ).lean();
    t.equal(changed?.events.length, 2);
    t.equal(await Petition.findOneAndUpdate({ no: 'XF-1', __v: 0 }, { $inc: { __v: 1 } }), null);
  });

  t.test('of many who claim the same new document one wins and the others learn it', async (t) => {
    const Claim = open().model('ContractClaim', new Schema({ _id: String, token: Number, free: Boolean }));
    const claim = (token: number) =>
      Claim.findOneAndUpdate(
        { _id: 'web:1', free: true },
        { $set: { token, free: false } },
        { upsert: true, returnDocument: 'after' },
      )
        .lean()
        .catch((error) => error.code);
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, token) => claim(token)));
    const winners = outcomes.filter((o) => typeof o === 'object' && o !== null);
    t.equal(winners.length, 1);
    t.equal(outcomes.filter((o) => o === 11000).length, 39);
    t.equal((await Claim.findById('web:1').lean())?.token, (winners[0] as { token: number }).token);
  });

  t.test('a counter raised by many at once loses nothing', async (t) => {
    const Counter = open().model('ContractCounter', new Schema({ _id: String, n: Number }));
    await Counter.create({ _id: 'c', n: 0 });
    const numbers = await Promise.all(
      Array.from(
        { length: 200 },
        async () =>
          (await Counter.findByIdAndUpdate('c', { $inc: { n: 1 } }, { returnDocument: 'after' }).lean())?.n,
      ),
    );
    t.equal(new Set(numbers).size, 200);
    t.equal(Math.max(...(numbers as number[])), 200);
  });

  t.test('a bounded list keeps its last entries', async (t) => {
    const recent = open().collection('recent');
    await recent.insertOne({ _id: 1 as never, list: [] });
    for (let id = 0; id < 8; id++) {
      const filter = { _id: 1 as never, 'list.id': { $ne: id } };
      await recent.updateOne(filter, { $push: { list: { $each: [{ id }], $slice: -5 } } } as never);
      t.equal((await recent.updateOne(filter, { $push: { list: { id } } } as never)).matchedCount, 0);
    }
    t.same(
      (await recent.findOne({ _id: 1 as never }))?.['list'],
      [3, 4, 5, 6, 7].map((id) => ({ id })),
    );
  });

  t.test('files go into GridFS and come out whole', async (t) => {
    const db = open().db;
    if (!db) throw new Error('not connected');
    const bucket = new mongo.GridFSBucket(db as never, { bucketName: 'files', chunkSizeBytes: 50_000 });
    const bytes = Buffer.from(Array.from({ length: 180_000 }, (_, i) => i % 251));
    const upload = Readable.from([bytes]).pipe(
      bucket.openUploadStream('photo.jpg', { metadata: { petitionNo: 'XF-1' } }),
    );
    await once(upload, 'finish');
    const parts: Buffer[] = [];
    for await (const part of bucket.openDownloadStream(upload.id)) parts.push(part as Buffer);
    t.ok(Buffer.concat(parts).equals(bytes));
    const [found] = await bucket.find({ 'metadata.petitionNo': 'XF-1' }).toArray();
    t.equal(found?.length, bytes.length);
    await bucket.delete(upload.id);
    t.same(await bucket.find().toArray(), []);
  });
}
