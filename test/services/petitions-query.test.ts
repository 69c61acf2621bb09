import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { Models } from '../../src/models/create-models.js';
import { createServices } from '../../src/services/create-services.js';
import type { Receipt } from '../../src/services/petitions.js';
import { aConfidentialFiling, aFiling, anAsker } from '../fixtures/filings.js';
import { openServices } from '../fixtures/open-services.js';

const MINUTE = 60_000;

function aQuery(receipt: Pick<Receipt, 'petitionNo' | 'queryCode'>, changes: object = {}) {
  return {
    asker: anAsker(),
    address: randomUUID(),
    petitionNo: receipt.petitionNo,
    queryCode: receipt.queryCode,
    causeId: randomUUID(),
    ...changes,
  };
}

const wrongCode = (receipt: Receipt) => ({
  ...receipt,
  queryCode: receipt.queryCode === '0000000000' ? '1111111111' : '0000000000',
});

t.test('number and code show the steps with dates and articles, and nothing of what was said', async (t) => {
  const { petitions } = await openServices(t);
  const receipt = await petitions.file(aFiling());
  const view = await petitions.query(aQuery(receipt));
  t.match(view, { role: 'code_holder', status: 'registered', filedOn: '2026-11-24' });
  t.same(view.steps, [
    { code: 'filed', state: 'done', on: '2026-11-24' },
    { code: 'referral_due', state: 'next', dueOn: '2026-12-09', article: 22 },
    { code: 'unit_notice_due', state: 'next', days: 15, article: 23 },
  ]);
  t.equal(view.content, undefined);
  t.notOk(JSON.stringify(view).includes('路灯'));
  t.match(view.can, { supplement: true, urge: true, withdraw: false, takeBackWithdrawal: false });
});

t.test('number and code are taken as people say and write them', async (t) => {
  const { petitions } = await openServices(t);
  const receipt = await petitions.file(aFiling());
  const { queryCode } = receipt;
  const spaced = `${queryCode.slice(0, 3)} ${queryCode.slice(3, 6)}-${queryCode.slice(6)}`;
  const spoken = [...queryCode].map((digit) => '零幺二三四五六七八九'[Number(digit)]).join('');
  for (const [petitionNo, code] of [
    ['1124-1', spaced],
    ['xf370983 20261124 0001', spoken],
    ['幺幺二四杠一', queryCode],
  ] as const) {
    const view = await petitions.query(aQuery({ petitionNo, queryCode: code }));
    t.equal(view.petitionNo, receipt.petitionNo);
  }
});

t.test('an unnamed petitioner is not promised the written notice that article 23 denies them', async (t) => {
  const { petitions } = await openServices(t);
  const receipt = await petitions.file(aFiling({ petitioner: { anonymous: true } }));
  const { steps } = await petitions.query(aQuery(receipt));
  t.same(
    steps.map(({ code }) => code),
    ['filed', 'referral_due'],
  );
});

t.test('five wrong codes lock the asker for thirty minutes and no longer', async (t) => {
  const { petitions, clock } = await openServices(t);
  const receipt = await petitions.file(aFiling());
  const asker = anAsker();
  for (let tried = 0; tried < 5; tried += 1)
    await t.rejects(petitions.query(aQuery(wrongCode(receipt), { asker })), { code: 'petition_not_found' });
  const until = new Date(clock.now().getTime() + 30 * MINUTE);
  await t.rejects(petitions.query(aQuery(receipt, { asker })), {
    code: 'query_locked',
    details: { until },
  });
  await t.resolves(petitions.query(aQuery(receipt)), 'others are not barred');
  clock.advance(29 * MINUTE);
  await t.rejects(petitions.query(aQuery(receipt, { asker })), { code: 'query_locked', details: { until } });
  clock.advance(MINUTE);
  await t.resolves(petitions.query(aQuery(receipt, { asker })));
});

t.test('five wrong codes from one address lock it, whoever asks', async (t) => {
  const { petitions } = await openServices(t);
  const receipt = await petitions.file(aFiling());
  const address = '203.0.113.7';
  for (let tried = 0; tried < 5; tried += 1)
    await t.rejects(petitions.query(aQuery(wrongCode(receipt), { address })), {
      code: 'petition_not_found',
    });
  await t.rejects(petitions.query(aQuery(receipt, { address })), { code: 'query_locked' });
});

t.test('a right code costs no try and clears none', async (t) => {
  const { petitions } = await openServices(t);
  const receipt = await petitions.file(aFiling());
  const asker = anAsker();
  for (let round = 0; round < 4; round += 1) {
    await t.rejects(petitions.query(aQuery(wrongCode(receipt), { asker })), { code: 'petition_not_found' });
    for (let right = 0; right < 3; right += 1) await petitions.query(aQuery(receipt, { asker }));
  }
  await t.rejects(petitions.query(aQuery(wrongCode(receipt), { asker })), { code: 'petition_not_found' });
  await t.rejects(petitions.query(aQuery(receipt, { asker })), { code: 'query_locked' });
});

t.test('the same message delivered again counts as one try', async (t) => {
  const { petitions } = await openServices(t);
  const receipt = await petitions.file(aFiling());
  const query = aQuery(wrongCode(receipt));
  for (let delivery = 0; delivery < 8; delivery += 1)
    await t.rejects(petitions.query(query), { code: 'petition_not_found' });
  await t.resolves(petitions.query({ ...query, causeId: randomUUID(), queryCode: receipt.queryCode }));
});

t.test('tries sent at the same moment do not pass the limit together', async (t) => {
  const { petitions } = await openServices(t);
  const receipt = await petitions.file(aFiling());
  const address = '203.0.113.8';
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, () => petitions.query(aQuery(wrongCode(receipt), { address }))),
  );
  const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'ok'));
  t.equal(codes.filter((code) => code === 'petition_not_found').length, 5);
  t.equal(codes.filter((code) => code === 'query_locked').length, 35);
});

t.test(
  'wrong tries at one number slow its answers, and neither the right code nor the owner is barred',
  async (t) => {
    const { petitions, waits } = await openServices(t);
    const filing = aFiling();
    const receipt = await petitions.file(filing);
    for (let tried = 0; tried < 12; tried += 1)
      await t.rejects(petitions.query(aQuery(wrongCode(receipt))), { code: 'petition_not_found' });
    t.same(waits, [250, 500, 1000, 2000, 3000, 3000]);
    await t.resolves(petitions.query(aQuery(receipt)));
    t.equal(waits.at(-1), 3000, 'the right code waits like a wrong one');
    waits.length = 0;
    t.ok(await petitions.openOwn(filing.asker, receipt.petitionNo));
    t.same(waits, [], 'the owner does not wait');
  },
);

t.test(
  'a wrong code and a number that does not exist take the same steps and give the same answer',
  async (t) => {
    const { petitions, deps, models } = await openServices(t);
    const receipt = await petitions.file(aFiling());
    const steps: string[] = [];
    const waits: number[] = [];
    const watched = await createServices({
      ...deps,
      models: { ...models, ...watch(models, ['queryTries', 'petitions', 'filings'], steps) },
      wait: async (ms) => {
        waits.push(ms);
      },
    });
    async function refusal(query: ReturnType<typeof aQuery>) {
      steps.length = 0;
      const error = await watched.petitions.query(query).then(
        () => undefined,
        (reason) => reason,
      );
      return { steps: [...steps], code: error?.code, message: error?.message, details: error?.details };
    }
    const nothing = { petitionNo: 'XF370983-20261124-0999', queryCode: receipt.queryCode };
    for (let round = 0; round < 8; round += 1) {
      const wrong = await refusal(aQuery(wrongCode(receipt)));
      const unknown = await refusal(aQuery(nothing));
      t.equal(wrong.code, 'petition_not_found');
      t.ok(wrong.steps.length > 3);
      t.same(unknown, wrong, `round ${round}`);
    }
    t.same(waits, [250, 250, 500, 500, 1000, 1000].slice(0, waits.length));
  },
);

/** The same models, telling each call's name. */
function watch(models: Models, names: (keyof Models)[], steps: string[]): Partial<Models> {
  const wrapped = names.map((name) => {
    const repository = models[name] as unknown as Record<string, (...args: unknown[]) => unknown>;
    const methods = Object.entries(repository).map(([verb, method]) => [
      verb,
      (...args: unknown[]) => {
        steps.push(`${name}.${verb}`);
        return method.apply(repository, args);
      },
    ]);
    return [name, Object.fromEntries(methods)];
  });
  return Object.fromEntries(wrapped);
}

t.test('own petitions are listed newest first, each to its own person and channel only', async (t) => {
  const { petitions } = await openServices(t);
  const asker = anAsker();
  const first = await petitions.file(aFiling({ asker }));
  const second = await petitions.file(aFiling({ asker, receivedAt: new Date('2026-11-24T03:00:00Z') }));
  t.same(
    (await petitions.listOwn(asker)).map(({ petitionNo }) => petitionNo),
    [second.petitionNo, first.petitionNo],
  );
  t.match((await petitions.listOwn(asker))[0], {
    role: 'petitioner',
    excerpt: /^我们石横三村东头/,
    matterPlaceCode: '370983106203',
    withdrawalPending: false,
  });
  t.same(await petitions.listOwn(anAsker()), []);
  t.same(await petitions.listOwn({ ...asker, channel: 'official_account' }), []);
  t.equal(await petitions.openOwn(anAsker(), first.petitionNo), undefined);
  await t.rejects(petitions.receipt(anAsker(), first.petitionNo), { code: 'petition_not_found' });
  t.same(await petitions.receipt(asker, '1124-1'), first);
});

t.test('an own petition opens by its counter alone while that names only one', async (t) => {
  const { petitions, clock } = await openServices(t);
  const asker = anAsker();
  const first = await petitions.file(aFiling({ asker }));
  t.equal((await petitions.openOwn(asker, '1'))?.petitionNo, first.petitionNo);
  clock.advance(86_400_000);
  const second = await petitions.file(aFiling({ asker, receivedAt: clock.now() }));
  t.equal(await petitions.openOwn(asker, '1'), undefined);
  t.equal((await petitions.openOwn(asker, '1125-1'))?.petitionNo, second.petitionNo);
});

t.test('at the terminal nothing is one’s own: number and code only', async (t) => {
  const { petitions } = await openServices(t);
  const asker = anAsker({ terminal: true });
  const receipt = await petitions.file(aFiling({ asker }));
  t.same(await petitions.listOwn(asker), []);
  t.equal(await petitions.openOwn(asker, receipt.petitionNo), undefined);
  t.same(await petitions.listOwn({ ...asker, terminal: false }), []);
  t.equal((await petitions.query(aQuery(receipt, { asker }))).role, 'code_holder');
  await t.rejects(
    petitions.requestWithdrawal({
      ...aQuery(receipt, { asker }),
      reason: '不想反映了',
    }),
    { code: 'not_allowed' },
  );
});

t.test('an agent sees steps only, also with the code', async (t) => {
  const { petitions } = await openServices(t);
  const filing = aFiling({
    agent: { name: '赵六', relation: '村里的代办员', authorisation: 'call_back' },
  });
  const receipt = await petitions.file(filing);
  for (const view of [
    await petitions.openOwn(filing.asker, receipt.petitionNo),
    await petitions.query(aQuery(receipt, { asker: filing.asker })),
  ]) {
    t.match(view, { role: 'agent', can: { supplement: true, withdraw: false, rate: [] } });
    t.equal(view?.content, undefined);
    t.notOk(JSON.stringify(view).includes('路灯'));
  }
  const [summary] = await petitions.listOwn(filing.asker);
  t.notOk(summary && 'excerpt' in summary);
  await t.rejects(petitions.receipt(filing.asker, receipt.petitionNo), { code: 'not_allowed' });
});

t.test('the same matter still open is found among own petitions only', async (t) => {
  const { petitions } = await openServices(t);
  const filing = aFiling();
  const { petitionNo } = await petitions.file(filing);
  await petitions.file(aConfidentialFiling({ asker: filing.asker }));
  const matter = {
    matterPlaceCode: '370983106203',
    level1: 'urban_rural_construction',
    statement: '石横三村东头的路灯坏了三个月了还没人管',
  };
  t.equal((await petitions.findSameOpen(filing.asker, matter))?.petitionNo, petitionNo);
  t.equal(await petitions.findSameOpen(anAsker(), matter), undefined);
  t.equal(
    await petitions.findSameOpen(filing.asker, { ...matter, matterPlaceCode: '370983106201' }),
    undefined,
  );
  t.equal(await petitions.findSameOpen(filing.asker, { statement: '自来水停了一个星期' }), undefined);
});
