import { parentPort, workerData } from 'node:worker_threads';
import { nowMs } from './clock.js';
import { figures } from './commands/server.js';
import { type ListenAt, serve } from './protocol/server.js';
import { openStore } from './store/store.js';
import { sweepExpired } from './store/ttl.js';

/** What the thread is started with. */
export interface WorkerStart {
  directory: string;
  listen: ListenAt;
  ttlIntervalMs: number;
}

/** What the thread tells. */
export type FromWorker =
  | { type: 'ready'; port: number }
  | { type: 'failed'; message: string }
  | { type: 'scan'; namespace: string; shape: string }
  | { type: 'error'; message: string }
  | { type: 'stats'; id: number; stats: Record<string, number> }
  | { type: 'closed' };

/** What the thread is told. */
export type ToWorker = { type: 'stats'; id: number } | { type: 'close' };

const port = parentPort;
const start = workerData as WorkerStart;
const tell = (message: FromWorker): void => port?.postMessage(message);
const report = (error: unknown): void =>
  tell({ type: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });

try {
  const store = openStore(start.directory);
  store.onScan = (namespace, shape) => tell({ type: 'scan', namespace, shape });
  const server = await serve(store, start.listen, report);
  let sweep = Promise.resolve();
  const runSweep = () => {
    sweep = sweep.then(() => sweepExpired(store, nowMs())).then(() => undefined, report);
  };
  const timer = setInterval(runSweep, start.ttlIntervalMs);
  port?.on('message', async (message: ToWorker) => {
    if (message.type === 'stats')
      return tell({ type: 'stats', id: message.id, stats: figures({ store, cursors: server.cursors }) });
    clearInterval(timer);
    await server.close();
    await sweep;
    await store.close();
    tell({ type: 'closed' });
    port.close();
  });
  tell({ type: 'ready', port: server.port });
} catch (error) {
  tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}
