import { execFileSync, spawnSync } from 'node:child_process';
import t from 'tap';
import { authenticate, echoOf, readQuery } from '../../../src/channels/official-account/callback.js';
import { isUrlSigned, openSealed, sealReply } from '../../../src/channels/official-account/credentials.js';
import { sameSignature, signatureOf } from '../../../src/channels/official-account/signature.js';
import {
  decryptLikeThePlatform,
  elementOf,
  encryptLikeThePlatform,
  safeCallback,
  text,
} from '../../stand-ins/wechat-messages.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.error('no openssl program: the encryption is NOT compared with it');

/** Published with the platform's own sample code and documentation. */
const key = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const zeroKey = 'A'.repeat(43);

const encryptions = [
  {
    name: 'Java sample, short text',
    key,
    appId: 'wxb11529c136998cb6',
    random: 'aaaabbbbccccdddd',
    text: '我是中文abcd123',
    ciphertext: 'jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==',
  },
  {
    name: 'Java sample, long text',
    key,
    appId: 'wxb11529c136998cb6',
    random: 'aaaabbbbccccdddd',
    text: '<xml><ToUserName><![CDATA[oia2Tj我是中文jewbmiOUlr6X-1crbLOvLw]]></ToUserName><FromUserName><![CDATA[gh_7f083739789a]]></FromUserName><CreateTime>1407743423</CreateTime><MsgType><![CDATA[video]]></MsgType><Video><MediaId><![CDATA[eYJ1MbwPRJtOvIEabaxHs7TX2D-HV71s79GUxqdUkjm6Gs2Ed1KF3ulAOA9H1xG0]]></MediaId><Title><![CDATA[testCallBackReplyVideo]]></Title><Description><![CDATA[testCallBackReplyVideo]]></Description></Video></xml>',
    ciphertext:
      'jn1L23DB+6ELqJ+6bruv23M2GmYfkv0xBh2h+XTBOKVKcgDFHle6gqcZ1cZrk3e1qjPQ1F4RsLWzQRG9udbKWesxlkupqcEcW7ZQweImX9+wLMa0GaUzpkycA8+IamDBxn5loLgZpnS7fVAbExOkK5DYHBmv5tptA9tklE/fTIILHR8HLXa5nQvFb3tYPKAlHF3rtTeayNf0QuM+UW/wM9enGIDIJHF7CLHiDNAYxr+r+OrJCmPQyTy8cVWlu9iSvOHPT/77bZqJucQHQ04sq7KZI27OcqpQNSto2OdHCoTccjggX5Z9Mma0nMJBU+jLKJ38YB1fBIz+vBzsYjrTmFQ44YfeEuZ+xRTQwr92vhA9OxchWVINGC50qE/6lmkwWTwGX9wtQpsJKhP+oS7rvTY8+VdzETdfakjkwQ5/Xka042OlUb1/slTwo4RscuQ+RdxSGvDahxAJ6+EAjLt9d8igHngxIbf6YyqqROxuxqIeIch3CssH/LqRs+iAcILvApYZckqmA7FNERspKA5f8GoJ9sv8xmGvZ9Yrf57cExWtnX8aCMMaBropU/1k+hKP5LVdzbWCG0hGwx/dQudYR/eXp3P0XxjlFiy+9DMlaFExWUZQDajPkdPrEeOwofJb',
  },
  {
    name: 'documentation, a key of zeros',
    key: zeroKey,
    appId: 'wx134c8103faa5a59e',
    random: '999951349e8ee746',
    text: '<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>',
    ciphertext:
      'hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t/o11MI7d6WELwqrGd7jMnV0zv3Zc9Nq7',
  },
];

t.test('the published signature of an address check is ours', async (t) => {
  const signature = 'f21891de399b4e33a1a93c9a7b8a8fffb5a443ff';
  t.equal(signatureOf('test', '1410685589', 'test'), signature);
  t.ok(isUrlSigned({ token: 'test' }, { timestamp: '1410685589', nonce: 'test', signature }));
  t.notOk(isUrlSigned({ token: 'test' }, { timestamp: '1410685580', nonce: 'test', signature }));
});

for (const vector of encryptions) {
  t.test(`the published encryption is ours: ${vector.name}`, async (t) => {
    const secrets = { appId: vector.appId, token: 't', encodingAesKey: vector.key };
    const sealed = sealReply(
      vector.text,
      secrets,
      { timestamp: '1', nonce: '2' },
      Buffer.from(vector.random),
    );
    t.equal(elementOf(sealed, 'Encrypt'), vector.ciphertext);
    t.same(decryptLikeThePlatform(vector.ciphertext, vector.key), { text: vector.text, appId: vector.appId });
    t.equal(elementOf(sealed, 'MsgSignature'), signatureOf('t', '1', '2', vector.ciphertext));
    if (!hasOpenssl) return t.comment('NOT compared with the openssl program: there is none on this machine');
    t.equal(
      decryptByOpenssl(vector.ciphertext, vector.key).subarray(20).toString('utf8'),
      vector.text + vector.appId,
    );
  });
}

/** The same by the openssl program: first 16 random bytes, then the length, then text and app id. */
function decryptByOpenssl(ciphertext: string, encodingAesKey: string): Buffer {
  const keyBytes = Buffer.from(`${encodingAesKey}=`, 'base64');
  const padded = execFileSync(
    'openssl',
    [
      'enc',
      '-d',
      '-aes-256-cbc',
      '-nopad',
      '-K',
      keyBytes.toString('hex'),
      '-iv',
      keyBytes.subarray(0, 16).toString('hex'),
    ],
    { input: Buffer.from(ciphertext, 'base64') },
  );
  return padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
}

t.test('the published reply is signed as documented', async (t) => {
  const { ciphertext } = encryptions[2] ?? { ciphertext: '' };
  t.equal(
    signatureOf('AAAAA', '1713424427', '415670741', ciphertext),
    '03e0812039325c2712ef5f0f980fd14c70d6e307',
  );
});

t.test('the published address check with an encrypted echo is answered in the clear', async (t) => {
  const secrets = {
    token: 'QDG6eK',
    appId: 'wx5823bf96d3bd56c7',
    encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  };
  const query = readQuery({
    msg_signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
    timestamp: '1409659589',
    nonce: '263014780',
    echostr: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
  });
  t.equal(echoOf(secrets, query), '1616140317555161061');
  t.throws(() => echoOf(secrets, { ...query, nonce: '1' }), { code: 'bad_signature' });
});

const deliveries = [
  {
    name: 'Python sample, compatible mode',
    secrets: { token: 'spamtest', appId: 'wx2c2769f8efd9abc2', encodingAesKey: key },
    query: {
      timestamp: '1409735669',
      nonce: '1320562132',
      msg_signature: '5d197aaffba7e9b25a30732f161a50dee96bd5fa',
    },
    ciphertext:
      'hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE=',
    contains: '<Content><![CDATA[abcdteT]]></Content>',
  },
  {
    name: 'C++ sample',
    secrets: { token: 'spamtest', appId: 'wx2c2769f8efd9abc2', encodingAesKey: key },
    query: {
      timestamp: '1410349438',
      nonce: '298025754',
      msg_signature: '003fee52ecc56afb46c00b5c7721be87860ce785',
    },
    ciphertext:
      'mfBCs65c67CeJw22u4VT2TD73q5H06+ocrAIxswCaeZ/d/Lw0msSZFHY0teqgSYiI1zR2gD2DKrB3TIrmX/liNSDrGqS8jSI/WPeKB5VPr7Ezr7gomZAyGCwJSgT1TRFWPfONGJMxuj2nk4faTuspAuVIFQ6SHwZuJBZC7mcJp7Cgr9cUhATQWDbOPaE7ukZBTV2YqyzH+UI2AK+J1S47cE79k1RX8t0hcTz/O0hlK8DGXKnvYv88qKQcI7z4iaajqHfRVZKBNyOODabs+It+ZfM3dWTeFcPgDbGtIEnpt/EDtuuA/zMvtkaKdHdswPnVZQ+xdwbYr3ldGvfT8HlEYEgkgKaThxTFobVlwzu2ZkXCjicbP3xdr15Iq48ObgzPpqYuZ3IEoyggZDKClquk0u0orMck4GTF/XyE8yGzc4=',
    contains: '<ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>',
  },
  {
    name: 'documentation, a key of zeros',
    secrets: { token: 'AAAAA', appId: 'wx134c8103faa5a59e', encodingAesKey: zeroKey },
    query: {
      timestamp: '1715943329',
      nonce: '1590219412',
      msg_signature: '6c12a4205838198b8fa631b3220723bb07f1015c',
    },
    ciphertext:
      'D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg==',
    contains: '<Event><![CDATA[debug_demo]]></Event>',
  },
];

for (const { name, secrets, query, ciphertext, contains } of deliveries) {
  t.test(`the published delivery opens: ${name}`, async (t) => {
    const body = `<xml><ToUserName><![CDATA[x]]></ToUserName><Content>forged</Content><Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`;
    const opened = authenticate(secrets, readQuery({ ...query, encrypt_type: 'aes' }), body);
    t.match(opened.xml, contains);
    t.notMatch(opened.xml, 'forged');
    t.throws(
      () =>
        authenticate({ ...secrets, appId: 'wx_other' }, readQuery({ ...query, encrypt_type: 'aes' }), body),
      { code: 'bad_signature' },
      'the app id inside must be ours',
    );
  });
}

const side = { token: 'new', appId: 'wx1', encodingAesKey: key };
const old = { token: 'old', appId: 'wx1', encodingAesKey: zeroKey };
const rotated = { ...side, tokenPrevious: old.token, encodingAesKeyPrevious: old.encodingAesKey };
const queryAndBody = (sent: { url: string; body: string }) =>
  [readQuery(Object.fromEntries(new URLSearchParams(sent.url.split('?')[1]))), sent.body] as const;

t.test('what was sent under the previous token and key is taken, and answered under the same', async (t) => {
  const opened = authenticate(rotated, ...queryAndBody(safeCallback(old, text('您好'))));
  t.match(opened.xml, '您好');
  const sealed = opened.seal('<xml>answer</xml>', new Date('2026-11-24T00:00:00Z'), 'n');
  const ciphertext = elementOf(sealed, 'Encrypt');
  t.same(decryptLikeThePlatform(ciphertext, zeroKey), { text: '<xml>answer</xml>', appId: 'wx1' });
  t.equal(elementOf(sealed, 'MsgSignature'), signatureOf('old', '1795478400', 'n', ciphertext));
  t.throws(() => authenticate(side, ...queryAndBody(safeCallback(old, text('x')))), {
    code: 'bad_signature',
  });
});

t.test('with a key set, a plain message is refused whatever its signature', async (t) => {
  const timestamp = '1';
  const query = readQuery({ timestamp, nonce: 'n', signature: signatureOf('new', timestamp, 'n') });
  t.throws(() => authenticate(side, query, text('x')), { code: 'bad_signature' });
  t.match(authenticate({ token: 'new' }, query, text('x')).xml, 'x', 'without a key it is taken');
});

t.test('the signature is judged before anything is decrypted', async (t) => {
  const ciphertext = encryptLikeThePlatform('x', side);
  const query = { timestamp: '1', nonce: '2', msgSignature: signatureOf('new', '1', '2', `${ciphertext}A`) };
  t.throws(() => openSealed(side, query, ciphertext), { code: 'bad_signature' });
  for (const broken of ['', 'not base64 at all', 'AAAA', 'AAAAAAAAAAAAAAAAAAAAAA==']) {
    const signed = { timestamp: '1', nonce: '2', msgSignature: signatureOf('new', '1', '2', broken) };
    t.throws(() => openSealed(side, signed, broken), { code: 'bad_signature' }, `ciphertext "${broken}"`);
  }
});

t.test('signatures of another length or case are not the same', async (t) => {
  t.ok(sameSignature('abc', 'abc'));
  t.notOk(sameSignature('abc', 'ABC'));
  t.notOk(sameSignature('abc', 'abcd'));
  t.notOk(sameSignature('abc', ''));
});

t.test('a query that names something twice has not named it', async (t) => {
  t.equal(readQuery({ signature: ['a', 'b'] }).signature, '');
});
