import { randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import t from 'tap';
import { manualClock } from '../../src/clock.js';
import { createModels } from '../../src/models/create-models.js';
import { createServices } from '../../src/services/create-services.js';
import { firstBrokenEvent } from '../../src/services/petitions/event-chain.js';
import { aConfidentialFiling, aFiling, anAsker } from '../fixtures/filings.js';
import { openServices } from '../fixtures/open-services.js';
import { START } from '../fixtures/services-on.js';

t.test('a filing gets a number of its day, a code and the date by which it is referred', async (t) => {
  const { petitions } = await openServices(t);
  const receipt = await petitions.file(aFiling());
  t.match(receipt, {
    petitionNo: 'XF370983-20261124-0001',
    filedOn: '2026-11-24',
    t1DueOn: '2026-12-09',
    queryCode: /^\d{10}$/,
  });
  const late = await petitions.file(aFiling({ receivedAt: new Date('2026-11-24T16:30:00Z') }));
  t.match(late, { petitionNo: 'XF370983-20261125-0001', t1DueOn: '2026-12-10' });
});

t.test('the petition holds what was said, its clock and a chained first event', async (t) => {
  const { petitions, models, keyring } = await openServices(t);
  const filing = aFiling({
    statement: ' {"$gt":""} \u0000\u202e <b>灯</b> 😀\n第二行 ',
    people: 6,
    representatives: [{ name: '李四', phone: '13900000000' }],
  });
  const { petitionNo } = await petitions.file(filing);
  const view = await petitions.openOwn(filing.asker, petitionNo);
  t.equal(view?.content?.statement, filing.statement);
  t.same(view?.content?.representatives, filing.representatives);
  t.same(view?.content?.notices, filing.notices);
  const record = await models.petitions.byId(filing.draftId);
  t.match(record, {
    version: 1,
    status: 'registered',
    matterPlaceCode: '370983106203',
    people: 6,
    flags: { group: true, confidential: false, anonymous: false, filedByAgent: false },
    clocks: [{ clock: 'T1', startedOn: '2026-11-24', dueOn: '2026-12-09', state: 'running' }],
    nextDueAt: new Date('2026-12-09T16:00:00Z'),
    pendingEffects: [],
  });
  t.equal(firstBrokenEvent(keyring.sealer, filing.draftId, record?.events ?? []), -1);
});

t.test('a draft submitted again gives the same receipt and no second petition', async (t) => {
  const { petitions, clock } = await openServices(t);
  const filing = aFiling();
  const first = await petitions.file(filing);
  clock.advance(3 * 86_400_000);
  t.same(await petitions.file({ ...filing, causeId: 'another message' }), first);
  t.equal((await petitions.listOwn(filing.asker)).length, 1);
});

t.test('what a second submission says otherwise is kept for the clerk, once per message', async (t) => {
  const { petitions, models, keyring } = await openServices(t);
  const filing = aFiling();
  const { phone: _, ...petitioner } = filing.petitioner;
  const first = await petitions.file(filing);
  const again = { ...filing, causeId: 'again', petitioner: { ...petitioner, phone: '13912345678' } };
  t.same(await petitions.file(again), first);
  t.same(await petitions.file(again), first);
  t.same(await petitions.file({ ...again, causeId: 'the same words' }), first);
  const supplements = async () =>
    (await petitions.openOwn(filing.asker, first.petitionNo))?.content?.supplements.map(({ text }) => text);
  t.same(await supplements(), ['手机改为:13912345678']);
  await petitions.file({ ...filing, causeId: 'and back', statement: '还有井盖丢了' });
  t.same((await supplements())?.[1], '事情改为:还有井盖丢了\n手机改为:13805380000');
  const record = await models.petitions.byId(filing.draftId);
  t.same(record?.pendingEffects, []);
  t.equal(firstBrokenEvent(keyring.sealer, filing.draftId, record?.events ?? []), -1);
});

t.test('a report of wrongdoing in a second submission is registered by itself, sealed', async (t) => {
  const { petitions, models } = await openServices(t);
  const filing = aFiling();
  const first = await petitions.file(filing);
  const report = aConfidentialFiling({ draftId: filing.draftId, asker: filing.asker });
  const second = await petitions.file(report);
  t.not(second.petitionNo, first.petitionNo);
  t.same(await petitions.file(report), second);
  t.same((await models.petitions.byId(filing.draftId))?.supplements, []);
  t.equal((await models.petitions.byNumber(second.petitionNo))?.flags.confidential, true);
});

t.test('another person cannot obtain a receipt with a draft id', async (t) => {
  const { petitions } = await openServices(t);
  const filing = aFiling();
  await petitions.file(filing);
  await t.rejects(petitions.file({ ...filing, asker: anAsker() }), { code: 'draft_taken' });
});

t.test('fifty submissions of one draft at once make one petition with one number', async (t) => {
  const { petitions, storage } = await openServices(t);
  const filing = aFiling();
  const receipts = await Promise.all(
    Array.from({ length: 50 }, (_value, index) => petitions.file({ ...filing, causeId: `cause ${index}` })),
  );
  t.equal(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size, 1);
  t.equal((await storage.connection.collection('petitions').find().toArray()).length, 1);
  t.equal((await storage.connection.collection('filings').find().toArray()).length, 1);
});

t.test('two hundred filings through two connections get two hundred numbers', async (t) => {
  const here = await openServices(t);
  const second = await here.connect();
  const there = await createServices({
    ...here.deps,
    models: createModels(second.connection),
    clock: manualClock(START),
  });
  const receipts = await Promise.all(
    Array.from({ length: 200 }, (_value, index) => (index % 2 ? here : there).petitions.file(aFiling())),
  );
  t.equal(new Set(receipts.map(({ petitionNo }) => petitionNo)).size, 200);
  t.equal(new Set(receipts.map(({ queryCode }) => queryCode)).size, 200);
});

t.test('a number that is taken already is passed over', async (t) => {
  const { petitions, storage } = await openServices(t);
  await petitions.file(aFiling());
  await petitions.file(aFiling());
  await storage.connection
    .collection('counters')
    .updateOne({ _id: 'petition:370983:2026-11-24' as never }, { $set: { value: 0 } });
  t.equal((await petitions.file(aFiling())).petitionNo, 'XF370983-20261124-0003');
});

t.test(
  'a crash between the write and its effects is made good by the sweep or the same submission',
  async (t) => {
    const { petitions, models, relay } = await openServices(t);
    const crash = new Error('power cut');
    const { add } = models.filings;
    const filing = aFiling();
    models.filings.add = () => Promise.reject(crash);
    await t.rejects(petitions.file(filing), crash);
    const other = aFiling();
    await t.rejects(petitions.file(other), crash);
    t.match(
      (await relay.sweep()).failed.map(({ error }) => error),
      [crash, crash],
    );
    models.filings.add = add;
    t.same(await petitions.listOwn(filing.asker), []);

    const receipt = await petitions.file(filing);
    t.match(await petitions.listOwn(filing.asker), [{ petitionNo: receipt.petitionNo }]);
    t.same(await relay.sweep(), { performed: 1, failed: [] });
    t.equal((await petitions.listOwn(other.asker)).length, 1);
    t.same(await relay.sweep(), { performed: 0, failed: [] });
  },
);

t.test('somebody else’s file, an empty statement or a sixth representative is refused', async (t) => {
  const { petitions } = await openServices(t);
  const fileId = randomUUID();
  await t.rejects(petitions.file(aFiling({ attachments: [{ fileId, kind: 'image' }] })), {
    code: 'file_not_found',
    details: { fileId },
  });
  await t.rejects(petitions.file(aFiling({ statement: ' \n' })), { code: 'filing_invalid' });
  const representatives = Array.from({ length: 6 }, () => ({ name: '某' }));
  await t.rejects(petitions.file(aFiling({ representatives })), { code: 'filing_invalid' });
});

t.test('the two halves of a split filing share no value at rest that others do not share', async (t) => {
  const { petitions, storage } = await openServices(t);
  const asker = anAsker();
  await petitions.file(aFiling({ asker }));
  await petitions.file(aConfidentialFiling({ asker }));
  await petitions.file(aFiling());
  const stored = await storage.connection.collection('petitions').find().sort({ petitionNo: 1 }).toArray();
  const [claim, report, stranger] = stored.map((document) => valuesOf(document));
  const shared = [...(claim ?? [])].filter((value) => report?.has(value) && !stranger?.has(value));
  t.same(shared, []);
  const filings = await storage.connection.collection('filings').find().toArray();
  const text = JSON.stringify(filings);
  for (const { _id } of stored) t.notOk(text.includes(String(_id)));
});

t.test('a confidential petition shows no class, purpose, place or channel at rest', async (t) => {
  const { petitions, storage } = await openServices(t);
  await petitions.file(aConfidentialFiling({ people: 3 }));
  const stored = await storage.connection.collection('petitions').findOne();
  t.same(Object.keys(stored ?? {}).sort(), [
    '_id',
    'clocks',
    'codeHash',
    'codeVersion',
    'content',
    'events',
    'filedOn',
    'flags',
    'guideVersion',
    'nextDueAt',
    'pendingEffects',
    'petitionNo',
    'privacyVersion',
    'ratings',
    'source',
    'status',
    'supplements',
    'version',
  ]);
  t.same(stored?.['flags'], { confidential: true, urgent: false });
});

/** Every scalar of a document, with its path outside arrays. */
function valuesOf(value: unknown, path = ''): Set<string> {
  if (value instanceof mongo.Binary) return new Set([`${path}=${value.toString('hex')}`]);
  if (value instanceof Date || typeof value !== 'object' || value === null)
    return new Set([`${path}=${String(value)}`]);
  const entries = Array.isArray(value)
    ? value.map((item) => [path, item] as const)
    : Object.entries(value).map(([key, item]) => [`${path}.${key}`, item] as const);
  return new Set(entries.flatMap(([key, item]) => [...valuesOf(item, key)]));
}
