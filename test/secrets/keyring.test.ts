import { randomBytes } from 'node:crypto';
import t from 'tap';
import { createKeyring } from '../../src/secrets/keyring.js';
import { openJson, sealJson } from '../../src/secrets/sealed-json.js';

const where = { collection: 'petitions', id: 'p1', field: 'content' };
const key = Buffer.alloc(32, 7);
const other = Buffer.alloc(32, 8);

t.test('what was sealed opens at its place and nowhere else', (t) => {
  const { sealer } = createKeyring(key);
  const sealed = sealer.seal('路灯坏了', where);
  t.equal(sealer.open(sealed, where).toString(), '路灯坏了');
  t.notOk(sealed.includes(Buffer.from('路灯')));
  for (const elsewhere of [
    { ...where, id: 'p2' },
    { ...where, field: 'confidentialContent' },
    { ...where, collection: 'handovers' },
    { collection: 'petitions', id: 'p1/content', field: '' },
  ])
    t.throws(() => sealer.open(sealed, elsewhere), { code: 'cannot_open' });
  t.end();
});

t.test('no byte of a sealed value can be changed unseen', (t) => {
  const { sealer } = createKeyring(key);
  const sealed = sealer.seal('abc', where);
  for (let position = 0; position < sealed.length; position += 1) {
    const changed = Buffer.from(sealed);
    changed[position] = (changed[position] ?? 0) ^ 1;
    t.throws(() => sealer.open(changed, where), { code: 'cannot_open' }, `byte ${position}`);
  }
  t.throws(() => sealer.open(sealed.subarray(0, 20), where), { code: 'cannot_open' });
  t.throws(() => sealer.open(Buffer.alloc(0), where), { code: 'cannot_open' });
  t.end();
});

t.test('the same value is sealed differently each time', (t) => {
  const { sealer } = createKeyring(key);
  t.notOk(sealer.seal('abc', where).equals(sealer.seal('abc', where)));
  t.end();
});

t.test('the previous key opens and finds, the current one seals', (t) => {
  const before = createKeyring(key);
  const during = createKeyring(other, key);
  const after = createKeyring(other);
  const old = before.sealer.seal('abc', where);
  t.equal(during.sealer.open(old, where).toString(), 'abc');
  t.notOk(during.sealer.isCurrent(old));
  const renewed = during.sealer.seal('abc', where);
  t.ok(during.sealer.isCurrent(renewed));
  t.equal(after.sealer.open(renewed, where).toString(), 'abc');
  t.throws(() => after.sealer.open(old, where), { code: 'cannot_open' });
  t.same(during.blindIndexes('x'), [after.blindIndex('x'), before.blindIndex('x')]);
  t.same(during.codeHashes('n', '1'), [after.codeHash('n', '1'), before.codeHash('n', '1')]);
  t.equal(during.cookieKeys.length, 2);
  t.end();
});

t.test('a query code is ten digits, the same again, and another for each petition and version', (t) => {
  const keyring = createKeyring(key);
  const codes = new Set<string>();
  for (let index = 0; index < 500; index += 1)
    for (const version of [1, 2]) {
      const code = keyring.queryCode(`p${index}`, version);
      t.match(code, /^\d{10}$/);
      t.equal(keyring.queryCode(`p${index}`, version), code);
      codes.add(code);
    }
  t.equal(codes.size, 1000);
  t.not(createKeyring(other).queryCode('p1', 1), keyring.queryCode('p1', 1));
  t.end();
});

t.test('keys for different uses are different', (t) => {
  const keyring = createKeyring(key);
  t.not(keyring.blindIndex('["hash","n","1"]'), keyring.codeHash('n', '1'));
  t.end();
});

t.test('dates and odd text survive sealing as JSON', (t) => {
  const { sealer } = createKeyring(randomBytes(32));
  const value = {
    at: new Date('2026-11-24T01:02:03.004Z'),
    words: '{"$at":"2026"} \u0000\u202e😀\ud800',
    nested: [{ at: new Date(0) }],
    likeADate: { $at: 5 },
  };
  t.same(openJson(sealer, sealJson(sealer, value, where), where), value);
  t.end();
});
