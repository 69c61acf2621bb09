import { StoreError } from '../errors.js';
import { aggregate } from './aggregate.js';
import * as catalog from './catalog.js';
import type { Answer, Context, Handler } from './context.js';
import { explain } from './explain.js';
import { findAndModify } from './find-and-modify.js';
import * as indexes from './indexes.js';
import * as read from './read.js';
import * as server from './server.js';
import * as write from './write.js';

const handlers = new Map<string, Handler>(
  Object.entries({
    hello: server.hello,
    ismaster: server.hello,
    ping: server.ping,
    buildinfo: server.buildInfo,
    getparameter: server.getParameter,
    getlog: server.getLog,
    connectionstatus: server.connectionStatus,
    whatsmyuri: server.whatsmyuri,
    serverstatus: server.serverStatus,
    endsessions: server.endSessions,
    embeddedbackup: server.backup,
    create: catalog.create,
    drop: catalog.drop,
    dropdatabase: catalog.dropDatabase,
    listcollections: catalog.listCollections,
    listdatabases: catalog.listDatabases,
    collstats: catalog.collStats,
    dbstats: catalog.dbStats,
    createindexes: indexes.createIndexes,
    listindexes: indexes.listIndexes,
    dropindexes: indexes.dropIndexes,
    deleteindexes: indexes.dropIndexes,
    insert: write.insert,
    update: write.update,
    delete: write.delete,
    find: read.find,
    getmore: read.getMore,
    killcursors: read.killCursors,
    aggregate,
    explain,
    count: read.count,
    distinct: read.distinct,
    findandmodify: findAndModify,
  }),
);

/** Databases only the owner of the store may use commands on are none: the socket is private. */
const adminOnly = new Set(['listdatabases', 'embeddedbackup']);

/** Runs a command and gives its answer. @throws StoreError, 59 for commands that do not exist here. */
export async function runCommand(context: Context): Promise<Answer> {
  const key = context.name.toLowerCase();
  const handler = handlers.get(key);
  if (!handler) throw new StoreError(59, `no such command: '${context.name}'`);
  if (adminOnly.has(key) && context.db !== 'admin')
    throw new StoreError(13, `${context.name} may only be run against the admin database.`);
  return handler(context);
}
