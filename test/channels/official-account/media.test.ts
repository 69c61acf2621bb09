import t, { type Test } from 'tap';
import { createAccessTokens } from '../../../src/channels/official-account/api/access-token.js';
import { createWechatApi } from '../../../src/channels/official-account/api/client.js';
import { createPlatformHttp } from '../../../src/channels/official-account/api/http.js';
import { createMediaFetcher } from '../../../src/channels/official-account/media-fetcher.js';
import type { MediaFile, MediaFiles } from '../../../src/channels/official-account/media-files.js';
import { manualClock } from '../../../src/clock.js';
import { AppError } from '../../../src/errors.js';
import { startWechatApi } from '../../stand-ins/wechat-api.js';
import { openGround } from './harness.js';

const { models } = await openGround(t);
const get = '/cgi-bin/media/get';
const HOUR = 3_600_000;
let files = 0;

async function setUp(t: Test, store?: MediaFiles['store']) {
  const platform = await startWechatApi();
  const clock = manualClock(new Date(Date.UTC(2030, files, 1)));
  const stored: Array<MediaFile> = [];
  const alerts: unknown[] = [];
  const http = createPlatformHttp({ baseUrl: platform.url });
  const tokens = createAccessTokens({
    appId: platform.url,
    appSecret: 's',
    http,
    shared: models.accessTokens,
    clock,
  });
  const fetcher = createMediaFetcher({
    media: models.media,
    api: createWechatApi(http, tokens),
    files: { store: store ?? (async (file) => void stored.push(file)) },
    clock,
    alert: (code, details) => void alerts.push({ code, ...details }),
    onError: () => undefined,
  });
  t.teardown(async () => {
    await fetcher.stop();
    await http.close();
    await platform.close();
  });
  files += 1;
  const fileId = `file${files}`;
  const receivedAt = clock.now();
  await models.media.enqueue({ fileId, person: 'o1', mediaId: 'm1', kind: 'image', receivedAt }, clock.now());
  return { platform, clock, stored, alerts, fetcher, fileId, receivedAt };
}

t.test('a file is stored under its promised id with the time it was received, once', async (t) => {
  const { platform, stored, fetcher, fileId, receivedAt, clock } = await setUp(t);
  platform.media.set('m1', { body: Buffer.from('pixels'), mediaType: 'image/jpeg', name: 'a.jpg' });
  t.equal(await fetcher.runDue(), 1);
  await models.media.enqueue({ fileId, person: 'o1', mediaId: 'm1', kind: 'image', receivedAt }, clock.now());
  t.equal(await fetcher.runDue(), 0);
  t.match(stored, [{ fileId, person: 'o1', name: 'a.jpg', receivedAt, bytes: Buffer.from('pixels') }]);
});

t.test(
  'trouble on the way is tried again, ever less often, until the platform has dropped the file',
  async (t) => {
    const { platform, clock, stored, alerts, fetcher } = await setUp(t);
    platform.always(get, { status: 502 });
    let tries = 0;
    for (let hours = 0; hours < 80; hours += 2) {
      tries += await fetcher.runDue();
      clock.advance(2 * HOUR);
    }
    t.equal(tries, 37, 'every two hours, the third day included');
    t.match(alerts, [{ code: 'wechat_media_lost', state: 'expired' }]);
    t.same(stored, []);
  },
);

t.test('after trouble the file still comes', async (t) => {
  const { platform, clock, stored, fetcher } = await setUp(t);
  platform.media.set('m1', { body: Buffer.from('x'), mediaType: 'image/png' });
  platform.mishap(get, { reset: 'before' }, { errcode: -1 });
  for (const _ of [1, 2, 3]) {
    await fetcher.runDue();
    clock.advance(60_000);
  }
  t.equal(stored.length, 1);
});

t.test('a file the platform no longer has is given up at once', async (t) => {
  const { alerts, fetcher, clock } = await setUp(t);
  t.equal(await fetcher.runDue(), 1);
  clock.advance(HOUR);
  t.equal(await fetcher.runDue(), 0);
  t.match(alerts, [{ state: 'expired', reason: /40007/ }]);
});

t.test('a file of a kind that is not taken is refused once and for all', async (t) => {
  const { platform, alerts, fetcher, clock } = await setUp(t, async () => {
    throw new AppError('file_type_not_allowed', 'not an image');
  });
  platform.media.set('m1', { body: Buffer.from('MZ'), mediaType: 'image/jpeg' });
  t.equal(await fetcher.runDue(), 1);
  clock.advance(HOUR);
  t.equal(await fetcher.runDue(), 0);
  t.match(alerts, [{ state: 'refused' }]);
});

t.test('a video given as an address is fetched from the platform only', async (t) => {
  const { platform, stored, fetcher } = await setUp(t);
  const pointer = (video_url: string) => ({
    answer: { body: Buffer.from(JSON.stringify({ video_url })), headers: { 'content-type': 'text/plain' } },
  });
  platform.mishap(get, pointer(`${platform.url}/video/1`));
  platform.mishap('/video/1', {
    answer: { body: Buffer.from('film'), headers: { 'content-type': 'video/mp4' } },
  });
  await fetcher.runDue();
  t.equal(stored[0]?.bytes.toString(), 'film');
});

t.test('an address elsewhere is not followed', async (t) => {
  const { platform, stored, alerts, fetcher } = await setUp(t);
  const body = Buffer.from(JSON.stringify({ video_url: 'http://169.254.169.254/latest/meta-data' }));
  platform.mishap(get, { answer: { body, headers: { 'content-type': 'application/json' } } });
  await fetcher.runDue();
  t.same(stored, []);
  t.notMatch(JSON.stringify(alerts), /latest/);
});
