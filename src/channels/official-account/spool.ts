import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock.js';
import type { Sealer } from '../../secrets/sealer.js';
import type { Nonce } from './replay-guard.js';
import { ownSpoolFile, takeAbandoned } from './spool-files.js';

/** A delivery kept on this machine because the store could not take it. */
export interface SpooledDelivery {
  /** The plaintext document. */
  xml: string;
  receivedAt: Date;
  /** Its nonce is still to be judged. */
  unjudged?: Nonce;
}

export interface Spool {
  /** On disk (fsync) when it settles. @throws when the disk does not take it */
  append(delivery: SpooledDelivery): Promise<void>;
  /**
   * Hands everything to `take` in the order it came and removes it once all is taken. One drain at a
   * time: whoever asks meanwhile waits for the same. Rejects when `take` does; nothing is lost then.
   */
  drain(take: (delivery: SpooledDelivery) => Promise<void>): Promise<void>;
  /** How many wait. */
  waiting(): number;
  close(): Promise<void>;
}

export interface SpoolDeps {
  /** Folder for spool files; one file an instance. */
  directory: string;
  sealer: Sealer;
  clock: Clock;
  onDamaged: (file: string, lines: number) => void;
}

const TOUCH_EVERY = 15_000;
const place = (id: string) => ({ collection: 'wechat_spool', id, field: 'delivery' });

/** Opens this instance's spool and takes over what instances that are gone have left. */
export async function openSpool(deps: SpoolDeps): Promise<Spool> {
  await mkdir(deps.directory, { recursive: true, mode: 0o700 });
  const file = join(deps.directory, ownSpoolFile());
  const adopted = await takeAbandoned(deps.directory, deps.clock.now());
  let entries: SpooledDelivery[] = await readAll(adopted, deps);
  let handle: FileHandle | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let draining: Promise<void> | undefined;
  const touching = setInterval(() => void touch(), TOUCH_EVERY).unref();

  /** Appends and truncations follow one another. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = tail.then(work);
    tail = done.catch(() => undefined);
    return done;
  }

  async function touch(): Promise<void> {
    const now = deps.clock.now();
    await handle?.utimes(now, now).catch(() => undefined);
  }

  async function write(deliveries: readonly SpooledDelivery[]): Promise<void> {
    handle ??= await open(file, 'a', 0o600);
    const { size } = await handle.stat();
    try {
      await handle.appendFile(deliveries.map((delivery) => lineOf(delivery, deps.sealer)).join(''));
      await handle.sync();
    } catch (error) {
      // A torn line must not swallow the next one.
      await handle.truncate(size).catch(() => undefined);
      throw error;
    }
  }

  async function drainOnce(take: (delivery: SpooledDelivery) => Promise<void>): Promise<void> {
    while (entries.length > 0) {
      const batch = entries.slice();
      for (const delivery of batch) await take(delivery);
      await inTurn(async () => {
        entries = entries.slice(batch.length);
        if (entries.length === 0) await handle?.truncate(0);
      });
    }
  }

  if (entries.length > 0) await write(entries);
  for (const path of adopted) await unlink(path);

  return {
    append: (delivery) =>
      inTurn(async () => {
        await write([delivery]);
        entries.push(delivery);
      }),
    drain(take) {
      if (entries.length === 0) return Promise.resolve();
      draining ??= drainOnce(take).finally(() => {
        draining = undefined;
      });
      return draining;
    },
    waiting: () => entries.length,
    async close() {
      clearInterval(touching);
      await tail;
      await handle?.close();
      if (entries.length === 0) await unlink(file).catch(() => undefined);
    },
  };
}

/** `id sealed-base64\n` */
function lineOf(delivery: SpooledDelivery, sealer: Sealer): string {
  const id = randomUUID();
  const sealed = sealer.seal(JSON.stringify(delivery), place(id));
  return `${id} ${sealed.toString('base64')}\n`;
}

function deliveryOf(line: string, sealer: Sealer): SpooledDelivery | undefined {
  const [id = '', sealed = ''] = line.split(' ');
  try {
    const opened = sealer.open(Buffer.from(sealed, 'base64'), place(id)).toString('utf8');
    const delivery = JSON.parse(opened) as SpooledDelivery;
    return { ...delivery, receivedAt: new Date(delivery.receivedAt) };
  } catch {
    return undefined;
  }
}

async function readAll(paths: readonly string[], deps: SpoolDeps): Promise<SpooledDelivery[]> {
  const deliveries: SpooledDelivery[] = [];
  for (const path of paths) deliveries.push(...(await readOne(path, deps)));
  return deliveries.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
}

/** What can be opened. A torn last line was never acknowledged; any other damage is told. */
async function readOne(path: string, deps: SpoolDeps): Promise<SpooledDelivery[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const deliveries = lines.map((line) => deliveryOf(line, deps.sealer));
  const good = deliveries.filter((delivery) => delivery !== undefined);
  if (good.length < lines.length) deps.onDamaged(path, lines.length - good.length);
  return good;
}
