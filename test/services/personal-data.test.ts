import t from 'tap';
import { aFiling, anAsker } from '../fixtures/filings.js';
import { openServices } from '../fixtures/open-services.js';

t.test('a person sees what their own petitions hold of them and what they asked for', async (t) => {
  const { petitions, personalData } = await openServices(t);
  const asker = anAsker();
  const { petitionNo } = await petitions.file(aFiling({ asker }));
  const agent = { name: '赵六', relation: '邻居', authorisation: 'photo' } as const;
  await petitions.file(aFiling({ asker, agent }));
  await personalData.requestCorrection({ causeId: 'c1', asker, text: '电话换成13900000000' });
  await personalData.requestUnlink({ causeId: 'c2', asker });
  t.match(await personalData.see(asker), {
    petitions: [{ petitionNo, name: '王建国', phone: '13805380000', residenceCode: '370983106203' }],
    openRequests: [
      { kind: 'correction', requestedOn: '2026-11-24' },
      { kind: 'unlink', requestedOn: '2026-11-24' },
    ],
  });
  t.equal((await personalData.see(asker)).petitions.length, 1, 'not the person an agent filed for');
  t.same(await personalData.see(anAsker()), { petitions: [], openRequests: [] });
  t.same(await personalData.see({ ...asker, terminal: true }), { petitions: [], openRequests: [] });
});

t.test('the same request delivered again is recorded once, with its first day', async (t) => {
  const { personalData, clock } = await openServices(t);
  const request = { causeId: 'c1', asker: anAsker() };
  const first = await personalData.requestUnlink(request);
  clock.advance(86_400_000);
  t.same(await personalData.requestUnlink(request), first);
  t.equal((await personalData.see(request.asker)).openRequests.length, 1);
});
