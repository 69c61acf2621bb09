import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { loadSecretKey, parseSecretKey, secretKeyPath } from '../../src/secrets/secret-key.js';

t.test('the first start makes a key only this user can read, later starts use it', async (t) => {
  const dataDir = t.testdir();
  const first = await loadSecretKey({ embedded: true, dataDir });
  t.equal(first.length, 32);
  t.equal((await stat(secretKeyPath(dataDir))).mode & 0o777, 0o600);
  t.equal((await stat(join(dataDir, 'secrets'))).mode & 0o777, 0o700);
  t.same(await loadSecretKey({ embedded: true, dataDir }), first);
});

t.test('many first starts at once agree on one key and leave nothing behind', async (t) => {
  const dataDir = t.testdir();
  const keys = await Promise.all(
    Array.from({ length: 20 }, () => loadSecretKey({ embedded: true, dataDir })),
  );
  t.equal(new Set(keys.map((key) => key.toString('hex'))).size, 1);
  t.same(await readdir(join(dataDir, 'secrets')), ['secret-key']);
});

t.test('a configured key is used and nothing is written', async (t) => {
  const dataDir = t.testdir();
  const configured = Buffer.alloc(32, 3).toString('base64');
  t.same(await loadSecretKey({ configured, embedded: true, dataDir }), Buffer.alloc(32, 3));
  t.same(await readdir(dataDir), []);
});

t.test('an external store without a configured key is refused', async (t) => {
  await t.rejects(loadSecretKey({ embedded: false, dataDir: t.testdir() }), {
    code: 'secret_key_required',
  });
});

t.test('a key that is not 32 bytes of base64 is refused by name', async (t) => {
  for (const wrong of ['', 'abc', Buffer.alloc(31).toString('base64'), `${'A'.repeat(43)}!`])
    t.throws(() => parseSecretKey(wrong), { code: 'secret_key_invalid', message: /SECRET_KEY/ });
  t.same(parseSecretKey(Buffer.alloc(32).toString('base64').replace('=', '')), Buffer.alloc(32));
});

t.test('a damaged key file stops the start and is left as it is', async (t) => {
  const dataDir = t.testdir();
  await loadSecretKey({ embedded: true, dataDir });
  const path = secretKeyPath(dataDir);
  await chmod(path, 0o600);
  await writeFile(path, 'half a key');
  await t.rejects(loadSecretKey({ embedded: true, dataDir }), { code: 'secret_key_invalid' });
  t.equal(await readFile(path, 'utf8'), 'half a key');
});
