import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openStorage } from '../../src/storage/open-storage.js';
import { aConfidentialFiling, aFiling, anAsker } from '../fixtures/filings.js';
import { SECRET_KEY, servicesOn } from '../fixtures/services-on.js';

const WORDS = {
  name: '欧阳哨兵',
  phone: '13987654321',
  idNumber: '370983199001011234',
  detail: '哨兵路七号',
  statement: '哨兵陈述:水渠断了',
  request: '哨兵请求',
  against: '哨兵主任',
  supplement: '哨兵补充',
  reason: '哨兵理由',
  note: '哨兵求助',
  correction: '哨兵更正',
  file: '哨兵附件内容',
  agent: '哨兵代办',
  person: 'visitor-sentinel-0123456789',
};

t.test('whoever reads the data files finds nothing of what was said, by whom or in which code', async (t) => {
  const dataDir = t.testdir();
  const storage = await openStorage({ dataDir });
  const { petitions, handovers, files, personalData, outbox, clock } = await servicesOn(storage);
  const asker = anAsker({ person: WORDS.person });
  const { fileId, kind } = await files.store({ asker, bytes: Buffer.from(WORDS.file), name: 'a.txt' });
  const petitioner = {
    name: WORDS.name,
    phone: WORDS.phone,
    idNumber: WORDS.idNumber,
    residenceDetail: WORDS.detail,
    anonymous: false,
  };
  const said = { asker, petitioner, request: WORDS.request, attachments: [{ fileId, kind }] };
  const claim = aFiling({ ...said, statement: WORDS.statement, placeDetail: WORDS.detail });
  const receipt = await petitions.file(claim);
  const report = aConfidentialFiling({ ...said, statement: WORDS.statement, attachments: [] });
  report.proposal.wrongdoing = {
    against: WORDS.against,
    villageCadre: true,
    bureau: false,
    text: WORDS.statement,
  };
  const confidential = await petitions.file(report);
  await petitions.file(
    aFiling({ asker, agent: { name: WORDS.agent, relation: '邻居', authorisation: 'call_back' } }),
  );
  const act = { asker, petitionNo: receipt.petitionNo };
  await petitions.supplement({
    ...act,
    causeId: `${WORDS.person}:1`,
    text: WORDS.supplement,
    attachments: [],
  });
  await petitions.urge({ ...act, causeId: `${WORDS.person}:2`, text: WORDS.reason });
  await petitions.requestWithdrawal({ ...act, causeId: `${WORDS.person}:3`, reason: WORDS.reason });
  clock.advance(8 * 86_400_000);
  await petitions.settleWithdrawals(clock.now());
  await handovers.open({ causeId: `${WORDS.person}:4`, asker, reason: 'asked', note: WORDS.note });
  await personalData.requestCorrection({ causeId: `${WORDS.person}:5`, asker, text: WORDS.correction });
  const wrong = { asker, address: '198.51.100.23', petitionNo: receipt.petitionNo, causeId: 'c' };
  await t.rejects(petitions.query({ ...wrong, queryCode: '0000000001' }), { code: 'petition_not_found' });
  t.equal((await outbox.pending(asker)).length, 1);
  await storage.close();

  const sentinels = [
    ...Object.values(WORDS),
    receipt.queryCode,
    confidential.queryCode,
    '198.51.100.23',
    SECRET_KEY.toString('base64'),
    'discipline_inspection',
  ];
  const names = await readdir(join(dataDir, 'store'), { recursive: true, withFileTypes: true });
  let found = 0;
  for (const entry of names.filter((name) => name.isFile())) {
    const raw = await readFile(join(entry.parentPath, entry.name));
    if (raw.includes(receipt.petitionNo)) found += 1;
    for (const sentinel of sentinels)
      for (const encoding of ['utf8', 'utf16le'] as const)
        t.notOk(raw.includes(Buffer.from(sentinel, encoding)), `${entry.name}: ${sentinel} ${encoding}`);
  }
  t.ok(found > 0, 'the search sees the documents: the number stands there in plain');
});
