import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { createLogger } from '../../src/logger.js';

/** A whole service that goes away and comes back under the same address, on the same data. */
export interface ServiceAtOneAddress {
  origin: string;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Goes away for good, with its data. */
  stop(): Promise<void>;
}

export async function startAtOneAddress(): Promise<ServiceAtOneAddress> {
  const dataDir = await mkdtemp(join(tmpdir(), 'xft-'));
  const config = loadConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' });
  const build = () => buildApp(config, { logger: createLogger('silent') });

  let app: FastifyInstance | null = await build();
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const port = Number(new URL(origin).port);
  const goAway = async () => {
    await app?.close();
    app = null;
  };
  return {
    origin,
    goAway,
    async comeBack() {
      app = await build();
      await app.listen({ host: '127.0.0.1', port });
    },
    async stop() {
      await goAway();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
