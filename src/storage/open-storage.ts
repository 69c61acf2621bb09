import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mongoose';
import { AppError } from '../errors.js';
import { startEmbeddedStore } from './embedded/index.js';
import type { Storage } from './storage.js';

export interface StorageConfig {
  /** An external MongoDB; unset: the embedded store under `dataDir`. */
  mongodbUri?: string | undefined;
  dataDir: string;
  /** Told of queries that no index serves and of errors in the store. */
  logger?: StorageLogger | undefined;
  /** The database; by default the one named in `mongodbUri`, else `xinfangtong`. */
  database?: string | undefined;
}

export interface StorageLogger {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

const defaultDatabase = 'xinfangtong';
const oldestWireVersion = 17;
const selectionTimeoutMs = 10_000;

/** Where a running store tells other processes of the same machine how to reach it. */
const runFile = (dataDir: string): string => join(dataDir, 'run', 'store.json');

/**
 * Opens what the service keeps its data in: an external MongoDB (majority, journal), or the embedded
 * store under `dataDir`, which this process then owns.
 * @throws AppError `storage.unreachable`, `storage.too_old` or `storage.in_use`, in one clear line.
 */
export async function openStorage(config: StorageConfig): Promise<Storage> {
  return config.mongodbUri ? openExternal(config.mongodbUri, config.database) : openEmbedded(config);
}

async function connect(uri: string, dbName: string | undefined): Promise<Connection> {
  const connection = createConnection(uri, {
    dbName,
    bufferCommands: false,
    w: 'majority',
    journal: true,
    ...(uri.includes('serverSelectionTimeoutMS') ? {} : { serverSelectionTimeoutMS: selectionTimeoutMs }),
  });
  connection.set('bufferCommands', false);
  return connection.asPromise();
}

/** A connection string without its password. */
const withoutPassword = (uri: string): string => uri.replace(/:[^:@/]+@/, ':***@');

async function openExternal(uri: string, database: string | undefined): Promise<Storage> {
  const named = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(uri)?.[1];
  let connection: Connection;
  try {
    connection = await connect(uri, database ?? named ?? defaultDatabase);
  } catch (cause) {
    throw new AppError(
      'storage.unreachable',
      `MONGODB_URI: no MongoDB answers at ${withoutPassword(uri)}: ${(cause as Error).message}`,
      { cause },
    );
  }
  await checkVersion(connection);
  return { connection, kind: 'external', uri, stats: async () => ({}), close: () => connection.close() };
}

async function checkVersion(connection: Connection): Promise<void> {
  const hello = await connection.db?.admin().command({ hello: 1 });
  if ((hello?.['maxWireVersion'] ?? 0) >= oldestWireVersion) return;
  await connection.close();
  throw new AppError(
    'storage.too_old',
    'MONGODB_URI: this MongoDB is older than 6.0; 6.0 or later is needed',
  );
}

async function openEmbedded({ dataDir, logger, database }: StorageConfig): Promise<Storage> {
  const store = await startEmbeddedStore({
    directory: join(dataDir, 'store'),
    onScan: (namespace, shape) => logger?.warn({ namespace, shape }, 'a query reads the whole collection'),
    onError: (message) => logger?.error({ message }, 'error in the embedded store'),
  }).catch((cause: Error) => {
    const inUse = cause.message.includes('already in use');
    throw new AppError(inUse ? 'storage.in_use' : 'storage.unreachable', cause.message, { cause });
  });
  const connection = await connect(store.uri, database ?? defaultDatabase);
  announce(dataDir, store.uri);
  return {
    connection,
    kind: 'embedded',
    uri: store.uri,
    stats: () => store.stats(),
    async close() {
      rmSync(runFile(dataDir), { force: true });
      await connection.close();
      await store.close();
    },
  };
}

function announce(dataDir: string, uri: string): void {
  mkdirSync(join(dataDir, 'run'), { recursive: true, mode: 0o700 });
  writeFileSync(runFile(dataDir), JSON.stringify({ uri, pid: process.pid }), { mode: 0o600 });
}

/** The connection string of the store that runs on `dataDir`; undefined when none does. */
export function runningStore(dataDir: string): string | undefined {
  try {
    const { uri, pid } = JSON.parse(readFileSync(runFile(dataDir), 'utf8')) as { uri: string; pid: number };
    process.kill(pid, 0);
    return uri;
  } catch {
    return undefined;
  }
}

/** For scripts: joins the store that runs on the data directory, or opens it. */
export async function attachStorage(config: StorageConfig): Promise<Storage> {
  const uri = config.mongodbUri ? undefined : runningStore(config.dataDir);
  if (uri === undefined) return openStorage(config);
  const connection = await connect(uri, config.database ?? defaultDatabase).catch(() => undefined);
  if (!connection) return openStorage(config);
  return { connection, kind: 'embedded', uri, stats: async () => ({}), close: () => connection.close() };
}
