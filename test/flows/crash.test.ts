import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import WebSocket from 'ws';
import { projectRoot } from '../../src/project-root.js';
import { numberIn } from './chat.js';

const PEOPLE = 20;
const KILLS = 4;
/** Milliseconds after the service is up; different points of the filings. */
const KILL_AFTER = [350, 700, 500, 900];

/** What each person says, in order; each waits for the answer before the next. */
const STORY = ['石横镇石横一村东头路灯坏了三个月', '王建国', '13805380000', '住石横一村', '提交'];

interface Person {
  cookie: string;
  /** How many lines of the story are answered. */
  answered: number;
  petitionNo: string;
}

t.test(
  'kill -9 while twenty people file loses nothing, doubles nothing, and every dialog goes on',
  async (t) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'xft-crash-'));
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    let server = await start(dataDir, port);
    const people: Person[] = [];
    for (let index = 0; index < PEOPLE; index += 1)
      people.push({ cookie: await visitorCookie(origin), answered: 0, petitionNo: '' });

    const running = people.map((person, index) => tell(person, index, origin));
    for (let kill = 0; kill < KILLS; kill += 1) {
      await wait(KILL_AFTER[kill] ?? 500);
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
      server = await start(dataDir, port);
    }
    await Promise.all(running);

    const numbers = people.map(({ petitionNo }) => petitionNo);
    t.equal(new Set(numbers).size, PEOPLE, 'every person has a number of their own');
    for (const [index, person] of people.entries()) {
      const status = await ask(person, `check-${index}`, '查询', origin);
      t.match(status, person.petitionNo, 'the confirmed petition is there, and is the only one');
    }
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  },
);

/** Tells the whole story, sending again whatever was not answered, as the page does. */
async function tell(person: Person, index: number, origin: string): Promise<void> {
  while (person.answered < STORY.length) {
    const line = person.answered;
    const answer = await ask(person, `p${index}-${line}`, STORY[line] ?? '', origin);
    person.answered += 1;
    if (line === STORY.length - 1) person.petitionNo = numberIn(answer);
  }
}

/** One message under a fixed id, over as many connections as it takes. */
async function ask(person: Person, id: string, text: string, origin: string): Promise<string> {
  for (;;) {
    const answer = await tryOnce(person.cookie, id, text, origin).catch(() => undefined);
    if (answer !== undefined) return answer;
    await wait(50);
  }
}

function tryOnce(cookie: string, id: string, text: string, origin: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const ws = new WebSocket(`${origin.replace('http', 'ws')}/chat/socket`, { headers: { cookie, origin } });
    const done = (answer?: string) => {
      ws.terminate();
      resolve(answer);
    };
    ws.on('open', () => ws.send(JSON.stringify({ type: 'message', id, text })));
    ws.on('message', (data) => {
      const frame = JSON.parse(String(data)) as { type: string; to?: string; texts?: string[] };
      if (frame.to !== id) return;
      done(frame.type === 'reply' ? (frame.texts ?? []).join('\n') : undefined);
    });
    ws.on('close', () => resolve(undefined));
    ws.on('error', () => resolve(undefined));
  });
}

async function start(dataDir: string, port: number): Promise<ChildProcess> {
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'silent' };
  const child = spawn(process.execPath, [join(projectRoot, 'dist/src/server.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

async function visitorCookie(origin: string): Promise<string> {
  const response = await fetch(`${origin}/chat`);
  return response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
