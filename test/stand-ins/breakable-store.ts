import { createServer, connect as netConnect, type Server, type Socket } from 'node:net';
import { type Connection, createConnection } from 'mongoose';

/** A connection to a running store over a line that can be cut and joined again. */
export interface BreakableStore {
  connection: Connection;
  /** From now on no answer comes: connections break and new ones are refused. */
  cut(): Promise<void>;
  /** From now on requests are swallowed: nothing breaks, nothing comes. */
  hang(): void;
  /** Settles when the store answers again. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** @param uri of a store on a unix socket */
export async function openBreakableStore(uri: string): Promise<BreakableStore> {
  const socketPath = decodeURIComponent(/^mongodb:\/\/([^/?]+)/.exec(uri)?.[1] ?? '');
  const sockets = new Set<Socket>();
  let hanging = false;
  let server: Server | undefined;
  let port = 0;

  function pipe(client: Socket): void {
    const store = netConnect(socketPath);
    for (const socket of [client, store]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        store.destroy();
      });
    }
    client.on('data', (chunk) => void (hanging || store.write(chunk)));
    store.on('data', (chunk) => void client.write(chunk));
  }

  async function listen(): Promise<void> {
    const listening = createServer(pipe);
    await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
    port = (listening.address() as { port: number }).port;
    server = listening;
  }

  async function cut(): Promise<void> {
    const closing = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()));
  }

  await listen();
  const connection = await createConnection(
    `mongodb://127.0.0.1:${port}/?directConnection=true&serverSelectionTimeoutMS=150&heartbeatFrequencyMS=500`,
    { dbName: 'xinfangtong', bufferCommands: false },
  ).asPromise();

  return {
    connection,
    cut,
    hang: () => {
      hanging = true;
    },
    async restore() {
      if (hanging) for (const socket of sockets) socket.destroy();
      hanging = false;
      if (server === undefined) await listen();
      await answering(connection);
    },
    async close() {
      await connection.close();
      await cut();
    },
  };
}

async function answering(connection: Connection): Promise<void> {
  for (;;) {
    try {
      await connection.db?.command({ ping: 1 });
      return;
    } catch {
      // Broken connections are found one by one.
    }
  }
}
