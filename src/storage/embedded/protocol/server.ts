import { createServer, type Server, type Socket } from 'node:net';
import { nowMs } from '../clock.js';
import type { Context } from '../commands/context.js';
import { type Cursors, createCursors } from '../commands/cursors.js';
import { runCommand } from '../commands/registry.js';
import { StoreError } from '../errors.js';
import type { Store } from '../store/store.js';
import { messageSplitter, type Request, readRequest, writeReply } from './wire.js';

/** A store that answers on a socket. */
export interface StoreServer {
  cursors: Cursors;
  close(): Promise<void>;
}

/** Where to listen: a unix socket's path, or a port of the loopback address (0: any). */
export type ListenAt = { path: string } | { port: number };

/** Answers MongoDB's wire protocol for a store. */
export async function serve(
  store: Store,
  at: ListenAt,
  onError: (error: unknown) => void,
): Promise<StoreServer & { port: number }> {
  const cursors = createCursors();
  const sockets = new Set<Socket>();
  let nextConnection = 1;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    attach(socket, { store, cursors, connectionId: nextConnection++ }, onError);
  });
  const port = await listen(server, at);
  const expiry = setInterval(() => cursors.expire(nowMs()), 60_000);
  expiry.unref();
  return {
    cursors,
    port,
    async close() {
      clearInterval(expiry);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, at: ListenAt): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const done = () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    };
    if ('path' in at) server.listen(at.path, done);
    else server.listen(at.port, '127.0.0.1', done);
  });
}

type Shared = Pick<Context, 'store' | 'cursors' | 'connectionId'>;

/** Messages of one connection are answered one after the other, in order. */
function attach(socket: Socket, shared: Shared, onError: (error: unknown) => void): void {
  let last = Promise.resolve();
  const drop = (): void => {
    socket.destroy();
  };
  socket.on('error', drop);
  socket.on(
    'data',
    messageSplitter((message) => {
      last = last.then(() => answer(socket, shared, message, onError)).catch(drop);
    }, drop),
  );
}

async function answer(
  socket: Socket,
  shared: Shared,
  message: Buffer,
  onError: (error: unknown) => void,
): Promise<void> {
  const request = readRequest(message);
  const reply = await replyTo(request, shared, onError);
  if (!request.silent && !socket.destroyed) socket.write(writeReply(request, reply));
}

async function replyTo(request: Request, shared: Shared, onError: (error: unknown) => void): Promise<object> {
  const name = request.command.keys().next().value ?? '';
  const context: Context = {
    ...shared,
    name,
    command: request.command,
    sequences: request.sequences,
    db: String(request.command.get('$db') ?? 'admin'),
  };
  try {
    return { ...(await runCommand(context)), ok: 1 };
  } catch (error) {
    return failure(error, onError);
  }
}

/** I/O errors refuse what was asked; whatever else is no StoreError is reported and answered as internal. */
function failure(error: unknown, onError: (error: unknown) => void): object {
  if (error instanceof StoreError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.info };
  }
  onError(error);
  const text = error instanceof Error ? error.message : String(error);
  const full = /ENOSPC|No space left|MDB_MAP_FULL|disk full/i.test(text);
  const known = full
    ? new StoreError(14031, `the disk is full, nothing was written: ${text}`)
    : new StoreError(1, text);
  return { ok: 0, errmsg: known.message, code: known.code, codeName: known.codeName };
}
