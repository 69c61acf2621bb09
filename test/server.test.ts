import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { projectRoot } from '../src/project-root.js';

interface Started {
  child: ChildProcess;
  output(): string;
  /** Resolves with the output once it matches. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
  exit: Promise<number | null>;
}

function start(t: Test, env: Record<string, string>, files: Record<string, string> = {}): Started {
  const script = join(projectRoot, 'dist/src/server.js');
  const child = spawn(process.execPath, [script], {
    cwd: t.testdir(files),
    env: { PATH: process.env['PATH'], DATA_DIR: 'data', ...env },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  t.teardown(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return {
    child,
    exit,
    output: () => text,
    async until(pattern) {
      for (;;) {
        const found = text.match(pattern);
        if (found) return found;
        await Promise.race([
          once(child.stdout, 'data'),
          once(child.stderr, 'data'),
          exit.then((code) => {
            throw new Error(`ended with ${code} before ${pattern}: ${text}`);
          }),
        ]);
      }
    },
  };
}

t.test(
  'a start prints the addresses of chat, API docs and console, and a signal ends it cleanly',
  async (t) => {
    const service = start(t, { PORT: '0' });
    const [, origin] = await service.until(/网上对话 chat {2}(http:\/\/127\.0\.0\.1:\d+)\/chat\n/);
    await service.until(/接口说明 API docs {2}http:\S+\/docs\n/);
    await service.until(/工作台 console {2}http:\S+\/console\n/);
    t.equal((await fetch(`${origin}/healthz`)).status, 200);
    service.child.kill('SIGTERM');
    t.equal(await service.exit, 0);
  },
);

t.test('behind a public address that one is printed', async (t) => {
  const service = start(t, { PORT: '0', PUBLIC_URL: 'https://xinfang.example.cn' });
  t.ok(await service.until(/chat {2}https:\/\/xinfang\.example\.cn\/chat\n/));
});

t.test('wrong values stop the start with one line each and nothing else', async (t) => {
  const service = start(t, { PORT: 'http', LOG_LEVEL: 'loud' });
  t.equal(await service.exit, 1);
  const lines = service.output().trim().split('\n');
  t.same(lines.map((line) => line.split(':')[0]).sort(), ['LOG_LEVEL', 'PORT']);
});

t.test('a port in use is told in one line that names the variable', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const service = start(t, { PORT: String((other.address() as AddressInfo).port), LOG_LEVEL: 'silent' });
  t.equal(await service.exit, 1);
  t.match(service.output().trim(), /^PORT: \d+ on 127\.0\.0\.1 is in use by another program; [^\n]+$/);
});

t.test('a .env file in the working directory is read, and the environment goes before it', async (t) => {
  const file = 'PORT=http\nPUBLIC_URL=https://file.example.cn\n';
  const service = start(t, { PORT: '0' }, { '.env': file });
  t.ok(await service.until(/chat {2}https:\/\/file\.example\.cn\/chat\n/));
});
