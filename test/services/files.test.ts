import t from 'tap';
import { FILE_BYTES_LIMIT } from '../../src/domain/file-rules.js';
import { eraseOrphanFiles } from '../../src/jobs/erase-orphan-files.js';
import { judgeFileType } from '../../src/services/files/file-type.js';
import { aFiling, anAsker } from '../fixtures/filings.js';
import { openServices } from '../fixtures/open-services.js';

const DAY = 86_400_000;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

t.test('a file is kept for its sender, byte for byte', async (t) => {
  const { files } = await openServices(t);
  const asker = anAsker();
  const bytes = Buffer.concat([PNG, Buffer.alloc(700_000, 'x')]);
  const stored = await files.store({ asker, bytes, name: 'a.exe' });
  t.match(stored, { kind: 'image', mediaType: 'image/png', size: bytes.length, sha256: /^[0-9a-f]{64}$/ });
  t.same(await files.find(stored.fileId, asker), stored);
  const read = await files.read(stored.fileId, asker);
  t.ok(read?.bytes.equals(bytes));
  t.equal(await files.find(stored.fileId, anAsker()), undefined);
  t.equal(await files.read(stored.fileId, anAsker()), undefined);
  t.equal(await files.read('nothing', asker), undefined);
});

t.test('a file of ten megabytes is taken, one byte more is not', async (t) => {
  const { files } = await openServices(t);
  const asker = anAsker();
  const largest = Buffer.concat([PNG, Buffer.alloc(FILE_BYTES_LIMIT - PNG.length)]);
  const { fileId } = await files.store({ asker, bytes: largest });
  t.ok((await files.read(fileId, asker))?.bytes.equals(largest));
  await t.rejects(files.store({ asker, bytes: Buffer.concat([largest, Buffer.alloc(1)]) }), {
    code: 'file_too_large',
  });
  await t.rejects(files.store({ asker, bytes: Buffer.alloc(0) }), { code: 'file_empty' });
});

t.test('a file is judged by its bytes, not by its name', async (t) => {
  const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
  t.match(await judgeFileType(old, '申请.doc'), { mediaType: 'application/msword', kind: 'document' });
  t.match(await judgeFileType(old, '账目.XLS'), { mediaType: 'application/vnd.ms-excel' });
  t.equal(await judgeFileType(old, 'setup.msi'), undefined);
  t.equal(await judgeFileType(old), undefined);
  t.match(await judgeFileType(Buffer.from('#!AMR\n\u0000\u0000'), 'v'), { kind: 'audio' });
  t.match(await judgeFileType(Buffer.from('%PDF-1.7\n%%EOF')), { kind: 'document' });
  t.match(await judgeFileType(Buffer.from('0000001866747970715420200000000071742020', 'hex')), {
    kind: 'video',
  });
  t.equal(await judgeFileType(Buffer.from('MZ\u0090\u0000'), 'a.jpg'), undefined);
  t.equal(await judgeFileType(Buffer.from('<html><script>'), 'a.html'), undefined);
  t.equal(await judgeFileType(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'a.png'), undefined);
});

t.test('text is taken in UTF-8 and GB 18030 and without control characters', async (t) => {
  t.match(await judgeFileType(Buffer.from('第一行\r\n\t第二行'), '说明.TXT'), { mediaType: 'text/plain' });
  t.match(await judgeFileType(Buffer.from([0xc2, 0xb7, 0xb5, 0xc6]), 'a.txt'), { kind: 'document' });
  t.equal(await judgeFileType(Buffer.from('a\u0000b'), 'a.txt'), undefined);
  t.equal(await judgeFileType(Buffer.from([0x61, 0xff]), 'a.txt'), undefined);
});

t.test('files nobody filed are erased after their days, those of petitions never', async (t) => {
  const { petitions, files, services, models, storage, clock } = await openServices(t);
  const asker = anAsker();
  const kept = await files.store({ asker, bytes: PNG });
  const lost = await files.store({ asker, bytes: PNG });
  const needed = await files.store({ asker, bytes: PNG });
  await petitions.file(aFiling({ asker, attachments: [{ fileId: kept.fileId, kind: kept.kind }] }));
  const deps = { models, services, draftDays: 7 };
  clock.advance(4 * DAY);
  await files.touch([needed.fileId], asker);
  await files.touch([lost.fileId], anAsker());
  clock.advance(3 * DAY);
  t.match(await eraseOrphanFiles.run(deps, clock.now()), { done: 0 });
  clock.advance(DAY);
  t.match(await eraseOrphanFiles.run(deps, clock.now()), { done: 1 });
  t.equal(await files.find(lost.fileId, asker), undefined);
  t.ok(await files.read(kept.fileId, asker));
  t.ok(await files.read(needed.fileId, asker));
  const chunks = await storage.connection.collection('file_bytes.chunks').find().toArray();
  t.equal(chunks.length, 2);
});

t.test('bytes that a crash left without a file are erased too', async (t) => {
  const { services, models, storage, clock } = await openServices(t);
  await models.fileBytes.write('left behind', Buffer.from('sealed'));
  const deps = { models, services, draftDays: 7 };
  clock.set(new Date(Date.now() + 6 * DAY));
  await eraseOrphanFiles.run(deps, clock.now());
  t.equal((await storage.connection.collection('file_bytes.files').find().toArray()).length, 1);
  clock.advance(3 * DAY);
  await eraseOrphanFiles.run(deps, clock.now());
  t.same(await storage.connection.collection('file_bytes.files').find().toArray(), []);
  t.same(await storage.connection.collection('file_bytes.chunks').find().toArray(), []);
});

t.test('a file whose bytes are moved while it is read is read at its new place', async (t) => {
  const { files, models } = await openServices(t);
  const asker = anAsker();
  const { fileId } = await files.store({ asker, bytes: PNG });
  const record = await models.files.byId(fileId);
  const bytesId = record?.bytesId ?? '';
  const sealed = await models.fileBytes.read(bytesId);
  const { find } = models.files;
  models.files.find = async (...args) => {
    const found = await find(...args);
    await models.fileBytes.write('new place', sealed);
    await models.files.moveBytes(fileId, bytesId, 'new place');
    await models.fileBytes.remove(bytesId);
    return found;
  };
  t.ok((await files.read(fileId, asker))?.bytes.equals(PNG));
  models.files.find = find;
  await models.fileBytes.remove('new place');
  await t.rejects(files.read(fileId, asker), { code: 'file_bytes_missing' });
});
