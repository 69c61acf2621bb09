import t from 'tap';
import { jobs } from '../../src/jobs/jobs.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { aFiling, anAsker } from '../fixtures/filings.js';
import { servicesOn } from '../fixtures/services-on.js';

t.test('no use case and no job reads a whole collection', async (t) => {
  const scans: object[] = [];
  const logger = {
    warn: (details: object) => void scans.push(details),
    error: (details: object) => t.fail(JSON.stringify(details)),
  };
  const storage = await openStorage({ dataDir: t.testdir(), logger });
  t.teardown(() => storage.close());
  const { petitions, handovers, files, personalData, outbox, services, models, clock } =
    await servicesOn(storage);
  const asker = anAsker();
  const { fileId, kind } = await files.store({ asker, bytes: Buffer.from('附件'), name: 'a.txt' });
  await files.store({ asker, bytes: Buffer.from('另一个'), name: 'b.txt' });
  const receipt = await petitions.file(aFiling({ asker, attachments: [{ fileId, kind }] }));
  const act = { asker, petitionNo: receipt.petitionNo };
  await petitions.listOwn(asker);
  await petitions.supplement({ ...act, causeId: 'c1', text: '补充', attachments: [] });
  await petitions.requestWithdrawal({ ...act, causeId: 'c2', reason: '' });
  const query = { asker: anAsker(), address: 'a', ...receipt };
  await petitions.query({ ...query, causeId: 'c3' });
  await t.rejects(petitions.query({ ...query, queryCode: '1', causeId: 'c4' }));
  const { id } = await handovers.open({ causeId: 'c5', asker, reason: 'asked' });
  await handovers.open({ causeId: 'c6', asker, reason: 'asked' });
  await handovers.current(asker);
  await handovers.take(id, '张三');
  await handovers.list();
  await personalData.requestUnlink({ causeId: 'c7', asker });
  await personalData.see(asker);
  clock.advance(9 * 86_400_000);
  for (const job of jobs) await job.run({ models, services, draftDays: 7 }, clock.now());
  const [notice] = await outbox.pending(asker);
  await outbox.acknowledge(asker, notice?.id ?? '');

  t.same(scans, []);
});
