import { mkdirSync } from 'node:fs';
import { type Catalog, openCatalog } from './catalog.js';
import { type Documents, openDocuments } from './documents.js';
import { type Environment, openEnvironment } from './environment.js';
import { lockDirectory } from './lock.js';

/** An open store: what commands work on. */
export interface Store {
  env: Environment;
  catalog: Catalog;
  documents: Documents;
  counters: { scans: number; documentsScanned: number; ttlDeleted: number };
  /** Called once for each shape of query that had to look at every document. */
  onScan: (namespace: string, shape: string) => void;
  close(): Promise<void>;
}

/**
 * Opens (or makes) the store in a directory and holds it for this process.
 * @throws Error in one line when another process has it.
 */
export function openStore(directory: string): Store {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = lockDirectory(directory);
  const env = openEnvironment(directory);
  const catalog = openCatalog(env);
  const documents = openDocuments(env, catalog);
  env.onAbort(() => catalog.reload());
  return {
    env,
    catalog,
    documents,
    counters: { scans: 0, documentsScanned: 0, ttlDeleted: 0 },
    onScan: () => undefined,
    async close() {
      await env.close();
      unlock();
    },
  };
}
