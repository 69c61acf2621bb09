import t from 'tap';
import { aClient, aCookie } from './a-client.js';
import { aCore, anApp } from './an-app.js';

function post(url: string, bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const form = new FormData();
  form.append('file', new Blob([bytes]), 'photo.png');
  return fetch(`${url}/chat/files`, { method: 'POST', body: form, headers });
}

t.test('a posted file can be named in a message by its owner only', async (t) => {
  const core = aCore();
  const { app, url } = await anApp(core);
  t.teardown(() => app.close());
  const cookie = await aCookie(url);
  const answer = await post(url, new Uint8Array([1, 2, 3]), { cookie, origin: url });
  t.equal(answer.status, 200);
  t.same(await answer.json(), { fileId: 'file-1', kind: 'image', size: 3 });
  const stranger = await aClient(url);
  stranger.send({ type: 'message', id: 'm1', fileId: 'file-1' });
  t.match(await stranger.nextOf('error'), { to: 'm1', code: 'file_unknown' });
  const owner = await aClient(url, { cookie });
  owner.send({ type: 'message', id: 'm1', fileId: 'file-1' });
  t.equal((await owner.nextOf('reply')).to, 'm1');
  t.same(core.taken[0]?.attachments, [{ fileId: 'file-1', kind: 'image' }]);
});

t.test('files are refused with the status that says why', async (t) => {
  const { app, url } = await anApp(aCore(undefined, { limits: { fileBurst: 4, filesPerSecond: 0 } }));
  t.teardown(() => app.close());
  const cookie = await aCookie(url);
  const small = new Uint8Array([1]);
  const statusAndCode = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { code: string }).code,
  ];
  t.same(await statusAndCode(await post(url, small, { cookie, origin: 'https://evil.example' })), [
    403,
    'foreign_origin',
  ]);
  t.same(await statusAndCode(await post(url, small)), [401, 'visitor_unknown']);
  t.same(await statusAndCode(await post(url, new Uint8Array(10 * 1024 * 1024 + 1), { cookie })), [
    413,
    'file_too_large',
  ]);
  t.equal((await post(url, new Uint8Array(10 * 1024 * 1024), { cookie })).status, 200);
  t.same(await statusAndCode(await post(url, new TextEncoder().encode('MZ program'), { cookie })), [
    415,
    'file_type_refused',
  ]);
  t.same(await statusAndCode(await fetch(`${url}/chat/files`, { method: 'POST', headers: { cookie } })), [
    400,
    'file_missing',
  ]);
  t.same(await statusAndCode(await post(url, small, { cookie })), [429, 'rate_limited']);
});
