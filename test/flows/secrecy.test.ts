import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import t from 'tap';
import { createLogger } from '../../src/logger.js';
import { projectRoot } from '../../src/project-root.js';
import { startService } from './chat.js';

/** Words that must appear nowhere outside the sealed fields. */
const SECRETS = ['司马望北', '13877776666', '老槐树底下的机井', '鹧鸪草稿没交', '鹧鸪'];

t.test('data files, backup and log hold no name, phone, statement or draft', async (t) => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const service = await startService({}, { logger: createLogger('trace', sink) });
  t.teardown(() => service.stop());
  const filer = await service.visitor();
  await filer.say('石横镇石横一村老槐树底下的机井坏了,没法浇地');
  await filer.say('司马望北13877776666 住石横一村');
  const fileId = await filer.upload(Buffer.from('\uFEFF老槐树底下的机井的照片说明,一份文本'), 'note.txt');
  await filer.say('', { fileId });
  const filed = await filer.say('提交');
  t.match(filed.all, /已登记/);
  const drafter = await service.visitor();
  await drafter.say('我们村鹧鸪草稿没交的事,路坏了');
  await drafter.say('人工');

  const backup = `${service.dataDir}-backup`;
  t.teardown(() => rm(backup, { recursive: true, force: true }));
  const run = promisify(execFile);
  const env = { ...process.env, DATA_DIR: service.dataDir };
  await run(process.execPath, [join(projectRoot, 'dist/scripts/backup.js'), backup], { env });

  const files = [...(await filesUnder(join(service.dataDir, 'store'))), ...(await filesUnder(backup))];
  t.ok(files.length >= 2, 'there are data files to read');
  for (const path of files) {
    const bytes = await readFile(path);
    for (const secret of SECRETS) {
      t.notOk(bytes.includes(Buffer.from(secret, 'utf8')), `${secret} in ${path}`);
      t.notOk(bytes.includes(Buffer.from(secret, 'utf16le')), `${secret} in ${path} as UTF-16`);
    }
  }
  const log = lines.join('');
  for (const secret of SECRETS) t.notOk(log.includes(secret), `${secret} in the log`);
  t.notOk(
    files.some((path) => path.includes('secret')),
    'the backup holds no key',
  );
});

async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
