import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openSpool, type SpooledDelivery } from '../../../src/channels/official-account/spool.js';
import { systemClock } from '../../../src/clock.js';
import { keyring, tempDir } from './harness.js';

const said = (words: string, ms: number): SpooledDelivery => ({
  xml: `<xml>${words}</xml>`,
  receivedAt: new Date(1_700_000_000_000 + ms),
});

function setUp(t: Test) {
  const directory = join(tempDir(t), 'spool');
  const damaged: number[] = [];
  const open = () =>
    openSpool({
      directory,
      sealer: keyring.sealer,
      clock: systemClock,
      onDamaged: (_file, lines) => void damaged.push(lines),
    });
  const files = () => readdirSync(directory).filter((name) => name.endsWith('.spool'));
  /** As if the file had been left by another process of this or another machine. */
  const leaveTo = (owner: string) => {
    const [file] = files();
    const left = join(directory, `${owner}~${file?.split('~')[3]}`);
    renameSync(join(directory, file ?? ''), left);
    return left;
  };
  return { directory, open, files, leaveTo, damaged };
}

async function drained(spool: {
  drain: (take: (delivery: SpooledDelivery) => Promise<void>) => Promise<void>;
}) {
  const taken: SpooledDelivery[] = [];
  await spool.drain(async (delivery) => void taken.push(delivery));
  return taken;
}

t.test('deliveries come back in order, once, and the file is private', async (t) => {
  const { directory, open, files } = setUp(t);
  const spool = await open();
  for (const n of [1, 2, 3]) await spool.append(said(String(n), n));
  t.equal(statSync(join(directory, files()[0] ?? '')).mode & 0o777, 0o600);
  t.equal(spool.waiting(), 3);
  t.same(await drained(spool), [said('1', 1), said('2', 2), said('3', 3)]);
  t.same(await drained(spool), []);
  await spool.close();
  t.same(files(), [], 'nothing is left when nothing waits');
});

t.test('a taker that fails leaves everything for the next drain', async (t) => {
  const spool = await setUp(t).open();
  t.teardown(() => spool.close());
  await spool.append(said('1', 1));
  await spool.append(said('2', 2));
  await t.rejects(
    spool.drain(() => Promise.reject(new Error('still away'))),
    { message: 'still away' },
  );
  t.equal((await drained(spool)).length, 2);
});

for (const [name, owner] of [
  ['a process that is gone', `${hostname()}~999999~00000000`],
  ['an earlier process with our number', `${hostname()}~${process.pid}~00000000`],
] as const) {
  t.test(`the spool of ${name} is taken over at once`, async (t) => {
    const { open, leaveTo, files } = setUp(t);
    const first = await open();
    await first.append(said('留下', 1));
    await first.close();
    leaveTo(owner);
    const second = await open();
    t.teardown(() => second.close());
    t.equal(files().length, 1, 'copied, then removed');
    t.same(await drained(second), [said('留下', 1)]);
  });
}

t.test('another machine’s spool is taken over only after its owner has been silent', async (t) => {
  const { open, leaveTo } = setUp(t);
  const first = await open();
  await first.append(said('留下', 1));
  await first.close();
  const left = leaveTo('another-host~1~00000000');
  const early = await open();
  t.equal(early.waiting(), 0);
  await early.close();
  const old = new Date(Date.now() - 120_000);
  utimesSync(left, old, old);
  const late = await open();
  t.teardown(() => late.close());
  t.equal(late.waiting(), 1);
});

t.test('a torn or altered line is told and does not hide the others', async (t) => {
  const { open, leaveTo, damaged } = setUp(t);
  const first = await open();
  await first.append(said('一', 1));
  await first.append(said('二', 2));
  await first.close();
  const left = leaveTo(`${hostname()}~999999~00000000`);
  const [one = '', two = ''] = readFileSync(left, 'utf8').split('\n');
  writeFileSync(left, `${one}\n${two.slice(0, -8)}AAAAAAA=\n`);
  appendFileSync(left, 'half a li');
  const second = await open();
  t.teardown(() => second.close());
  t.same(await drained(second), [said('一', 1)]);
  t.same(damaged, [2]);
});

t.test('a directory that cannot be written refuses the delivery', async (t) => {
  const { directory, open } = setUp(t);
  mkdirSync(directory, { recursive: true });
  const spool = await open();
  const { rmSync } = await import('node:fs');
  rmSync(directory, { recursive: true });
  await t.rejects(spool.append(said('x', 1)), { code: 'ENOENT' });
  t.equal(spool.waiting(), 0);
  await spool.close();
});
