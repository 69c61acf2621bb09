import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ListenAt } from './protocol/server.js';
import type { FromWorker, ToWorker, WorkerStart } from './worker.js';

export interface EmbeddedStoreOptions {
  /** Where the data lies; made with mode 0700 if need be. */
  directory: string;
  /** The socket to listen on; by default one in a fresh private directory (a loopback port on Windows). */
  socketPath?: string;
  /** How often TTL indexes are swept, in ms. */
  ttlIntervalMs?: number;
  /** Called once for each shape of query that no index serves. */
  onScan?(namespace: string, shape: string): void;
  /** Called with errors that no client caused. */
  onError?(message: string): void;
}

/** A running store. */
export interface EmbeddedStore {
  /** A connection string for drivers and mongosh; the database is to be chosen by the client. */
  uri: string;
  stats(): Promise<Record<string, number>>;
  /** Answers what is under way, then stops. */
  close(): Promise<void>;
}

/** Socket paths end at 107 bytes, so the private directory is made where names are short. */
function privateSocket(): { path: string; directory: string } {
  const base = tmpdir().length < 60 ? tmpdir() : '/tmp';
  const directory = mkdtempSync(join(base, 'store-'));
  chmodSync(directory, 0o700);
  return { path: join(directory, 's.sock'), directory };
}

const options = 'directConnection=true&serverMonitoringMode=poll';

const uriOf = (listen: ListenAt, port: number): string =>
  'path' in listen
    ? `mongodb://${encodeURIComponent(listen.path)}/?${options}`
    : `mongodb://127.0.0.1:${port}/?${options}`;

function place(socketPath: string | undefined): { listen: ListenAt; release(): void } {
  if (socketPath !== undefined) {
    rmSync(socketPath, { force: true });
    return { listen: { path: socketPath }, release: () => rmSync(socketPath, { force: true }) };
  }
  if (process.platform === 'win32') return { listen: { port: 0 }, release: () => undefined };
  const { path, directory } = privateSocket();
  return { listen: { path }, release: () => rmSync(directory, { recursive: true, force: true }) };
}

/**
 * Starts a store in a worker thread.
 * @throws Error in one line when the directory is in use or cannot be opened.
 */
export async function startEmbeddedStore(settings: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const { listen, release } = place(settings.socketPath);
  const workerData: WorkerStart = {
    directory: settings.directory,
    listen,
    ttlIntervalMs: settings.ttlIntervalMs ?? 60_000,
  };
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
  const waiting = new Map<number, (stats: Record<string, number>) => void>();
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const send = (message: ToWorker) => worker.postMessage(message);
  let nextId = 1;

  const port = await new Promise<number>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'ready') resolve(message.port);
      else if (message.type === 'failed') reject(new Error(message.message));
      else if (message.type === 'scan') settings.onScan?.(message.namespace, message.shape);
      else if (message.type === 'error') settings.onError?.(message.message);
      else if (message.type === 'stats') {
        waiting.get(message.id)?.(message.stats);
        waiting.delete(message.id);
      }
    });
    worker.once('error', (error) => {
      settings.onError?.(error.message);
      reject(error);
    });
  }).catch(async (error: Error) => {
    release();
    await worker.terminate();
    throw error;
  });

  return {
    uri: uriOf(listen, port),
    stats: () =>
      new Promise((resolve) => {
        const id = nextId++;
        waiting.set(id, resolve);
        send({ type: 'stats', id });
      }),
    async close() {
      send({ type: 'close' });
      await exited;
      release();
    },
  };
}
