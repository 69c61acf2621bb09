import { nowMs } from '../clock.js';
import type { Context, Handler } from './context.js';
import { allowFields } from './context.js';

/** The MongoDB release whose behaviour this store follows. */
export const version = '7.0.0';
const wireVersion = 21;
const startedAt = nowMs();

/** What a client learns on connecting: a standalone, writable server. No `topologyVersion`: clients poll. */
export const hello: Handler = ({ connectionId, name }) => ({
  helloOk: true,
  [name === 'hello' ? 'isWritablePrimary' : 'ismaster']: true,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(nowMs()),
  logicalSessionTimeoutMinutes: 30,
  connectionId,
  minWireVersion: 0,
  maxWireVersion: wireVersion,
  readOnly: false,
});

export const ping: Handler = () => ({});

export const buildInfo: Handler = () => ({
  version,
  gitVersion: '0000000000000000000000000000000000000000',
  modules: [],
  allocator: 'system',
  javascriptEngine: 'none',
  sysInfo: 'deprecated',
  versionArray: [...version.split('.').map(Number), 0],
  bits: 64,
  debug: false,
  maxBsonObjectSize: 16 * 1024 * 1024,
  storageEngines: ['lmdb'],
  embeddedStore: true,
});

const parameters: Record<string, unknown> = {
  featureCompatibilityVersion: { version: '7.0' },
  authenticationMechanisms: [],
};

export const getParameter: Handler = ({ command }) => {
  if (command.get('getParameter') === '*') return { ...parameters };
  const found = Object.keys(parameters).filter((name) => command.has(name));
  return Object.fromEntries(found.map((name) => [name, parameters[name]]));
};

export const getLog: Handler = ({ command }) =>
  command.get('getLog') === '*'
    ? { names: ['global', 'startupWarnings'] }
    : { totalLinesWritten: 0, log: [] };

export const connectionStatus: Handler = () => ({
  authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
});

export const whatsmyuri: Handler = () => ({ you: 'local' });

export const serverStatus: Handler = (context) => ({
  host: 'localhost',
  version,
  process: 'embedded-store',
  pid: BigInt(process.pid),
  uptime: process.uptime(),
  localTime: new Date(nowMs()),
  embeddedStore: figures(context),
});

/** Counters of the store, for metrics. */
export function figures({ store, cursors }: Pick<Context, 'store' | 'cursors'>): Record<string, number> {
  const { writes, commits } = store.env.stats();
  return {
    write_commands_total: writes,
    commits_total: commits,
    scans_total: store.counters.scans,
    documents_examined_total: store.counters.documentsScanned,
    ttl_deleted_total: store.counters.ttlDeleted,
    open_cursors: cursors.count(),
    uptime_seconds: Math.round((nowMs() - startedAt) / 1000),
  };
}

export const endSessions: Handler = () => ({});

/** An own command: a consistent copy of the files into a directory on this machine. */
export const backup: Handler = async (context) => {
  allowFields(context, ['path']);
  await context.store.env.backup(String(context.command.get('path')));
  return {};
};
