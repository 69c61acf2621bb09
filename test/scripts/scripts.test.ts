import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../src/project-root.js';
import { createKeyring } from '../../src/secrets/keyring.js';
import { loadSecretKey } from '../../src/secrets/secret-key.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { aFiling, anAsker } from '../fixtures/filings.js';
import { PLAIN_NODE } from '../fixtures/plain-node.js';
import { servicesOn } from '../fixtures/services-on.js';

/** Runs a compiled script on a data directory. */
function run(script: string, args: string[], env: Record<string, string>) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const path = join(projectRoot, 'dist', 'scripts', `${script}.js`);
    const [command, ...node] = PLAIN_NODE;
    execFile(command, [...node, path, ...args], { env, cwd: env['DATA_DIR'] }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err });
    });
  });
}

t.test(
  'handovers are listed, taken and ended while the service runs; notes are opened on request',
  async (t) => {
    const dataDir = t.testdir();
    const storage = await openStorage({ dataDir });
    t.teardown(() => storage.close());
    const keyring = createKeyring(await loadSecretKey({ embedded: true, dataDir }));
    const { handovers } = await servicesOn(storage, keyring);
    const asker = anAsker();
    const { id } = await handovers.open({
      causeId: 'c',
      asker,
      reason: 'danger',
      danger: 'gas',
      note: '漏气了',
    });
    const env = { DATA_DIR: dataDir };

    const plain = await run('handovers', [], env);
    t.match(plain, { code: 0, out: /waiting {2}danger {2}gas[\s\S]*1 handovers/, err: '' });
    t.notMatch(plain.out, /漏气了/);
    t.match(await run('handovers', ['list', '--show'], env), {
      out: new RegExp(`${asker.person}[\\s\\S]*漏气了`),
    });
    t.match(await run('handovers', ['take', id.slice(0, 12), '值班', '张三'], env), {
      code: 0,
      out: /^taken/,
    });
    t.match(await handovers.current(asker), { state: 'taken' });
    t.match(await run('handovers', ['end', id.slice(0, 12)], env), { code: 0, out: /^ended/ });
    t.equal(await handovers.current(asker), undefined);
    t.match(await run('handovers', ['dance'], env), { code: 2, err: /usage/ });
  },
);

t.test('divisions are imported into a store that does not run, and faults end with a list', async (t) => {
  const dataDir = t.testdir();
  const env = { DATA_DIR: dataDir };
  const csv = join(dataDir, 'county.csv');
  await writeFile(csv, 'code,name,level,parentCode\n371500000000,试验县,county,\n');
  t.match(await run('divisions-import', [csv], env), {
    code: 0,
    out: /371500000000: 1 added, 0 changed, 0 removed\nset COUNTY_CODE=371500/,
  });
  await writeFile(csv, 'code,name,level,parentCode\n371500000000,,county,\n12,村,village,\n');
  t.match(await run('divisions-import', [csv], env), {
    code: 1,
    err: /line 2: [\s\S]*line 3: [\s\S]*nothing was changed/,
  });
});

t.test('the key is replaced by a script, and a wrong key is named before anything is touched', async (t) => {
  const dataDir = t.testdir();
  const [old, fresh] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const storage = await openStorage({ dataDir });
  t.teardown(() => storage.close());
  const filing = aFiling();
  const { petitions, models } = await servicesOn(storage, createKeyring(old));
  const receipt = await petitions.file(filing);
  const env = { DATA_DIR: dataDir, SECRET_KEY: fresh.toString('base64') };
  t.match(await run('key-rotate', [], env), { code: 1, err: /^SECRET_KEY is not the key/ });
  const both = { ...env, SECRET_KEY_PREVIOUS: old.toString('base64') };
  t.match(await run('key-rotate', [], both), { code: 0, out: /petitions: 1 of 1 sealed anew/ });
  t.match(await run('key-rotate', [], env), { code: 0, out: /petitions: 0 of 1 sealed anew/ });
  const record = await models.petitions.byNumber(receipt.petitionNo);
  t.ok(record && createKeyring(fresh).sealer.isCurrent(record.content));
});
