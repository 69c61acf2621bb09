import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.js';
import { type Config, configWarnings, loadConfig, readEnvironment } from './config.js';
import { sampleNotice, startUp } from './domain/text/http.js';
import { isAppError } from './errors.js';

/** Long enough for turns in flight and the store's last write. */
const CLOSE_WITHIN_MS = 10_000;

await main();

async function main(): Promise<void> {
  let app: FastifyInstance | undefined;
  try {
    const config = loadConfig(readEnvironment());
    for (const warning of configWarnings(config)) console.warn(warning);
    app = await buildApp(config);
    closeOnSignals(app);
    printAddresses(await listen(app, config));
    if (app.sampleData()) console.log(sampleNotice);
  } catch (error) {
    console.error(explain(error));
    await app?.close();
    process.exit(1);
  }
}

function closeOnSignals(app: FastifyInstance): void {
  closeWithGrace({ delay: CLOSE_WITHIN_MS, logger: app.log }, async ({ err, signal }) => {
    if (err !== undefined) app.log.fatal({ err }, 'closing after an error nobody caught');
    else app.log.info({ signal }, 'closing');
    await app.close();
  });
}

/** Listens and returns the origin to print. */
async function listen(app: FastifyInstance, config: Config): Promise<string> {
  const bound = await app.listen({ host: config.host, port: config.port });
  return config.publicUrl ?? bound;
}

function printAddresses(origin: string): void {
  const rows = [
    [startUp.chat, '/chat'],
    [startUp.apiDocs, '/docs'],
    [startUp.console, '/console'],
  ] as const;
  console.log(startUp.heading);
  for (const [label, path] of rows) console.log(`  ${label}  ${origin}${path}`);
}

/** A failed start in as few lines as tell what to do; only what nobody foresaw shows its stack. */
function explain(error: unknown): string {
  if (isAppError(error)) return error.message;
  const { code, address, port } = error as { code?: string; address?: string; port?: number };
  if (code === 'EADDRINUSE') {
    return `PORT: ${port} on ${address} is in use by another program; stop it or set another PORT`;
  }
  if (code === 'EACCES' && port !== undefined) {
    return `PORT: this user may not listen on ${port}; take a port above 1023`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `HOST: ${address ?? 'the name'} is not an address of this machine`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
