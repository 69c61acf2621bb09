import t from 'tap';
import { createHistory, createReceive } from '../../src/bot/receive.js';
import { inboxId } from '../../src/domain/wechat-inbox.js';
import { createWechatModels } from '../../src/models/create-wechat-models.js';
import { createKeyring } from '../../src/secrets/keyring.js';
import { rotateKeys } from '../../src/services/key-rotation/rotate-keys.js';
import { sealedCollections } from '../../src/services/key-rotation/sealed-collections.js';
import { aConfidentialFiling, aFiling, anAsker } from '../fixtures/filings.js';
import { openServices } from '../fixtures/open-services.js';
import { SECRET_KEY, servicesOn } from '../fixtures/services-on.js';

const NEW_KEY = Buffer.alloc(32, 99);

type Opened = Awaited<ReturnType<typeof servicesOn>>;

/** One turn of a conversation that says which petition it spoke of last. */
function converse({ models, keyring, clock }: Opened, id: string) {
  const receive = createReceive({
    sessions: models.sessions,
    sealer: keyring.sealer,
    clock,
    draftDays: 7,
    converse: async (_message, state) => ({
      reply: { texts: [String(state.lastPetitionNo)] },
      state: { ...state, lastPetitionNo: 'XF1' },
    }),
  });
  return receive({ channel: 'web_chat', person: 'p1', id, text: '说过的话', receivedAt: clock.now() });
}

/** A message with an answer that waits, and the platform's access token. */
async function keepWechatMessage({ storage, keyring, clock }: Opened): Promise<string> {
  const { inbox, accessTokens } = createWechatModels(storage.connection, keyring.sealer);
  const message = {
    person: 'o1',
    messageId: '7',
    xml: '<xml>路灯</xml>',
    receivedAt: clock.now(),
    burst: false,
  };
  await inbox.register(message);
  await inbox.keepRest(inboxId('o1', '7'), ['一', '二']);
  await accessTokens.write('wx1', { value: 'token-1', expiresAt: clock.now() });
  return inboxId('o1', '7');
}

t.test(
  'after the key was replaced everything opens, is found and can be queried with the new key alone',
  async (t) => {
    const before = await openServices(t);
    const asker = anAsker();
    const bytes = Buffer.from('附件');
    const { fileId, kind } = await before.files.store({ asker, bytes, name: 'a.txt' });
    const receipt = await before.petitions.file(aFiling({ asker, attachments: [{ fileId, kind }] }));
    const secret = await before.petitions.file(aConfidentialFiling({ asker }));
    const act = { asker, petitionNo: receipt.petitionNo };
    await before.petitions.supplement({ ...act, causeId: 'c1', text: '补充', attachments: [] });
    const handover = await before.handovers.open({ causeId: 'c2', asker, reason: 'asked', note: '求助' });
    await before.handovers.take(handover.id, '张三');
    await before.personalData.requestUnlink({ causeId: 'c3', asker });
    await converse(before, 'm1');
    const inbox = await keepWechatMessage(before);
    await before.outbox.enqueue({ key: 'k', to: asker, kind: 'x', data: { n: 1 } });

    await t.rejects(servicesOn(await before.connect(), createKeyring(NEW_KEY)), { code: 'secret_key_wrong' });
    const during = await servicesOn(await before.connect(), createKeyring(NEW_KEY, SECRET_KEY));
    t.equal((await during.petitions.listOwn(asker)).length, 2, 'found before anything was sealed anew');
    const both = {
      connection: during.storage.connection,
      models: during.models,
      keyring: during.keyring,
      collections: sealedCollections(during.keyring),
    };
    const done = await rotateKeys(both);
    t.same(Object.fromEntries(done.map(({ collection, resealed }) => [collection, resealed])), {
      petitions: 2,
      filings: 2,
      // Ours, and the word that somebody took the handover.
      outbox: 2,
      personal_data_requests: 1,
      handovers: 1,
      sessions: 1,
      wechat_inbox: 1,
      wechat_access_tokens: 1,
      files: 1,
      key_marks: 1,
      file_bytes: 1,
    });
    t.ok(
      (await rotateKeys(both)).every(({ resealed }) => resealed === 0),
      'again does nothing',
    );

    const after = await servicesOn(await before.connect(), createKeyring(NEW_KEY));
    t.match(await after.petitions.openOwn(asker, receipt.petitionNo), {
      content: { supplements: [{ text: '补充' }] },
    });
    t.ok((await after.files.read(fileId, asker))?.bytes.equals(bytes));
    for (const { petitionNo, queryCode } of [receipt, secret])
      t.match(
        await after.petitions.query({
          asker: anAsker(),
          address: 'a',
          petitionNo,
          queryCode,
          causeId: queryCode,
        }),
        { petitionNo },
      );
    t.same(await after.petitions.receipt(asker, receipt.petitionNo), receipt);
    t.match(await after.handovers.list({ show: true }), [{ notes: ['求助'], takenBy: '张三', asker }]);
    t.match(await after.handovers.current(asker), { id: handover.id });
    const pending = await after.outbox.pending(asker);
    t.same(pending.map(({ kind }) => kind).sort(), ['handover_taken', 'x']);
    t.match(
      pending.find(({ kind }) => kind === 'x'),
      { data: { n: 1 } },
    );
    const history = createHistory(after.models.sessions, after.keyring.sealer);
    t.match(await history({ channel: 'web_chat', person: 'p1' }), [
      { texts: ['说过的话'] },
      { texts: ['null'] },
    ]);
    t.same(await converse(after, 'm2'), { texts: ['XF1'] }, 'the conversation goes on where it was');
    const wechat = createWechatModels(after.storage.connection, after.keyring.sealer);
    t.equal(await wechat.inbox.xmlOf(inbox), '<xml>路灯</xml>');
    t.same(await wechat.inbox.partsOf(inbox), ['一', '二']);
    t.match(await wechat.accessTokens.read('wx1'), { value: 'token-1' });
    t.match((await after.personalData.see(asker)).openRequests, [{ kind: 'unlink' }]);
  },
);

t.test(
  'broken off and run again the replacement ends, and a document changed meanwhile is not harmed',
  async (t) => {
    const opened = await openServices(t);
    const filings = Array.from({ length: 5 }, () => aFiling());
    for (const filing of filings) await opened.petitions.file(filing);
    const during = await servicesOn(await opened.connect(), createKeyring(NEW_KEY, SECRET_KEY));
    const deps = {
      connection: during.storage.connection,
      models: during.models,
      keyring: during.keyring,
      collections: sealedCollections(during.keyring),
    };
    const stop = new Error('stopped');
    await t.rejects(
      rotateKeys(deps, ({ collection }) => {
        if (collection === 'petitions') throw stop;
      }),
      stop,
    );
    const texts = Array.from({ length: 5 }, (_value, index) => `补充${index}`);
    await Promise.all([
      rotateKeys(deps),
      ...filings.map((filing, index) =>
        during.petitions.supplement({
          asker: filing.asker,
          petitionNo: String(index + 1),
          causeId: `c${index}`,
          text: texts[index] ?? '',
          attachments: [],
        }),
      ),
    ]);
    const after = await servicesOn(await opened.connect(), createKeyring(NEW_KEY));
    for (const [index, filing] of filings.entries())
      t.match(await after.petitions.openOwn(filing.asker, String(index + 1)), {
        content: { supplements: [{ text: texts[index] }] },
      });
  },
);
