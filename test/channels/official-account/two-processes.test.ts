import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { projectRoot } from '../../../src/project-root.js';
import { effectsOf } from '../../stand-ins/scripted-receive.js';
import { startWechatApi } from '../../stand-ins/wechat-api.js';
import { elementOf, event, image, nextMsgId, plainCallback, text } from '../../stand-ins/wechat-messages.js';
import { openGround, tempDir } from './harness.js';

// Processes are started and killed, leases run out: slow on a busy machine.
t.setTimeout(120_000);
const ground = await openGround(t);
const custom = '/cgi-bin/message/custom/send';
const side = { token: 'token' };

interface Instance {
  process: ChildProcess;
  post(xml: string): Promise<{ status: number; body: string }>;
}

async function startInstance(t: Test, api?: string): Promise<Instance> {
  const script = join(projectRoot, 'dist', 'test', 'channels', 'official-account', 'instance.js');
  const apiArguments = api === undefined ? [] : ['--api', api];
  const child = fork(script, ['--data-dir', ground.dataDir, '--spool-dir', tempDir(t), ...apiArguments]);
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const [address] = (await once(child, 'message')) as [string];
  return {
    process: child,
    async post(xml) {
      const { url, body } = plainCallback(side, xml);
      const answer = await fetch(`${address}${url}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/xml' },
      });
      return { status: answer.status, body: await answer.text() };
    },
  };
}

/** Two instances and, when wanted, the platform they push through. */
async function two(t: Test, withPush: boolean) {
  const platform = await startWechatApi();
  t.teardown(() => platform.close());
  const api = withPush ? platform.url : undefined;
  const [a, b] = await Promise.all([startInstance(t, api), startInstance(t, api)]);
  return { platform, a, b };
}

const content = ({ body }: { body: string }): string => elementOf(body, 'Content');

t.test('three deliveries at once over two processes', async (t) => {
  const { platform, a, b } = await two(t, true);

  t.test('have one effect and one answer', async (t) => {
    for (let round = 0; round < 10; round += 1) {
      const from = `o_two_${round}`;
      const xml = text(`第${round}件`, { from });
      const answers = await Promise.all([a.post(xml), b.post(xml), a.post(xml)]);
      t.same(answers.map(content), Array(3).fill(`听到:第${round}件`));
      t.equal((await effectsOf(ground.connection, from)).length, 1);
    }
  });

  t.test('of an event are one event', async (t) => {
    const xml = event('CLICK', '<EventKey>guide</EventKey>', { from: 'o_two_click' });
    t.same(
      (await Promise.all([a.post(xml), b.post(xml), a.post(xml)])).map(content),
      Array(3).fill('听到:guide'),
    );
    t.equal((await effectsOf(ground.connection, 'o_two_click')).length, 1);
  });

  t.test('of a grant are one grant', async (t) => {
    const list =
      '<List><TemplateId>t1</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List>';
    const xml = event(
      'subscribe_msg_popup_event',
      `<SubscribeMsgPopupEvent>${list}</SubscribeMsgPopupEvent>`,
      { from: 'o_two_grant' },
    );
    await Promise.all([a.post(xml), b.post(xml), a.post(xml)]);
    t.same((await ground.models.followers.find('o_two_grant'))?.grants, { t1: 1 });
  });

  t.test('of a photo are one photo and one answer', async (t) => {
    platform.media.set('p1', { body: Buffer.from([0xff, 0xd8]), mediaType: 'image/jpeg' });
    const xml = image('p1', { from: 'o_two_photo' });
    t.same(
      (await Promise.all([a.post(xml), b.post(xml), a.post(xml)])).map(({ body }) => body),
      Array(3).fill('success'),
    );
    await platform.reaches(custom, 1, 'o_two_photo');
    await platform.reaches('/cgi-bin/media/get', 1);
    await a.post(text('好了', { from: 'o_two_photo' }));
    t.equal(platform.texts('o_two_photo').length, 1);
    t.equal(platform.accepted('/cgi-bin/media/get').length, 1);
    t.equal((await effectsOf(ground.connection, 'o_two_photo')).length, 2);
  });

  t.test('of a slow turn are acknowledged alike and pushed once', async (t) => {
    const xml = text('慢慢来', { from: 'o_two_slow' });
    const answers = await Promise.all([a.post(xml), b.post(xml), a.post(xml)]);
    t.same(
      answers.map(({ body }) => body),
      Array(3).fill('success'),
    );
    for (const { process } of [a, b]) process.send('open');
    await platform.reaches(custom, 1, 'o_two_slow');
    t.equal((await b.post(xml)).body, 'success');
    await b.post(text('再说', { from: 'o_two_slow' }));
    t.same(platform.texts('o_two_slow'), ['听到:慢慢来']);
    t.equal((await effectsOf(ground.connection, 'o_two_slow')).length, 2);
  });

  t.test('share one access token', async (t) => {
    t.equal(platform.accepted('/cgi-bin/stable_token').length, 1);
  });
});

t.test(
  'without an app secret the second and third delivery collect the answer from the other process',
  async (t) => {
    const { a, b } = await two(t, false);
    const xml = text('慢慢等', { from: 'o_two_open', msgId: nextMsgId() });
    const pending = [a.post(xml), b.post(xml), a.post(xml)];
    for (const { process } of [a, b]) process.send('open');
    t.same((await Promise.all(pending)).map(content), Array(3).fill('听到:慢慢等'));
    t.equal((await effectsOf(ground.connection, 'o_two_open')).length, 1);
  },
);

t.test('what a process acknowledged before it was killed is done by the other', async (t) => {
  const { platform, a, b } = await two(t, true);
  t.equal((await a.post(text('慢,别丢', { from: 'o_killed' }))).body, 'success');
  a.process.kill('SIGKILL');
  await once(a.process, 'exit');
  b.process.send('open');
  await platform.reaches(custom, 1, 'o_killed');
  t.same(platform.texts('o_killed'), ['听到:慢,别丢']);
  t.equal((await effectsOf(ground.connection, 'o_killed')).length, 1);
});
