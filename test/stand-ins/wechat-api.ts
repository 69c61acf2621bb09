import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stand-in accepted: the call took effect. */
export interface Accepted {
  path: string;
  query: Record<string, string>;
  body: Record<string, unknown>;
}

/** How one call is answered instead of normally. */
export type Mishap =
  | { errcode: number; errmsg?: string }
  | { status: number }
  /** The connection breaks before anything took effect, or after it did. */
  | { reset: 'before' | 'after' }
  /** Answers only when `release` settles. */
  | { until: Promise<unknown> }
  | { answer: { body: Buffer; headers?: Record<string, string> } };

export interface WechatApiStandIn {
  url: string;
  /** In order of acceptance. */
  journal: Accepted[];
  /** Accepted customer-service texts, in order. */
  texts(openid?: string): string[];
  accepted(path: string): Accepted[];
  /** The next calls of this path meet these mishaps, one each. */
  mishap(path: string, ...mishaps: Mishap[]): void;
  /** Every call of the path, until set to undefined. */
  always(path: string, mishap: Mishap | undefined): void;
  /** The tokens given out so far stop working. */
  expireTokens(): void;
  /** Seconds a token lives. */
  tokenSeconds: number;
  media: Map<string, { body: Buffer; mediaType: string; name?: string }>;
  /** Settles when the journal holds `count` calls of the path (to that person). */
  reaches(path: string, count: number, openid?: string): Promise<void>;
  close(): Promise<void>;
}

/** A stand-in for the platform's API: checks tokens, keeps a journal, fails as told. */
export async function startWechatApi(): Promise<WechatApiStandIn> {
  const journal: Accepted[] = [];
  const mishaps = new Map<string, Mishap[]>();
  const standing = new Map<string, Mishap>();
  const waiters: Array<() => void> = [];
  const clientMessageIds = new Set<string>();
  const media: WechatApiStandIn['media'] = new Map();
  let tokenNumber = 1;
  let state = { tokenSeconds: 7200 };
  let menu: unknown;

  const tokenNow = (): string => `token-${tokenNumber}`;

  function accept(call: Accepted): void {
    journal.push(call);
    for (const wake of [...waiters]) wake();
  }

  function answerTo(call: Accepted): Record<string, unknown> {
    if (call.path === '/cgi-bin/stable_token') {
      if (call.body['force_refresh'] === true) tokenNumber += 1;
      return { access_token: tokenNow(), expires_in: state.tokenSeconds };
    }
    if (call.path === '/cgi-bin/menu/create') menu = call.body;
    if (call.path === '/cgi-bin/menu/get') return { menu };
    if (call.path.endsWith('/send') || call.path.endsWith('/bizsend') || call.path.endsWith('/sendall')) {
      return { errcode: 0, errmsg: 'ok', msgid: 1000 + journal.length, msg_id: 1000 + journal.length };
    }
    if (call.path === '/cgi-bin/media/upload')
      return { type: 'image', media_id: `media-${journal.length}`, created_at: 1 };
    if (call.path === '/cgi-bin/user/info') return { openid: call.query['openid'], subscribe: 1 };
    if (call.path === '/cgi-bin/user/get')
      return { total: 1, count: 1, data: { openid: ['o1'] }, next_openid: '' };
    if (call.path === '/cgi-bin/tags/create') return { tag: { id: 100, name: 'x' } };
    if (call.path === '/cgi-bin/tags/get') return { tags: [] };
    return { errcode: 0, errmsg: 'ok' };
  }

  function refusal(call: Accepted): Record<string, unknown> | undefined {
    if (call.path !== '/cgi-bin/stable_token' && call.query['access_token'] !== tokenNow()) {
      return { errcode: 40001, errmsg: 'invalid credential' };
    }
    const clientId = (call.body['client_msg_id'] ?? call.body['clientmsgid']) as string | undefined;
    if (clientId !== undefined && clientMessageIds.has(clientId))
      return { errcode: 45065, errmsg: 'clientmsgid exist' };
    if (clientId !== undefined) clientMessageIds.add(clientId);
    return undefined;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
    const call: Accepted = {
      path: pathname,
      query: Object.fromEntries(searchParams),
      body: await bodyOf(request),
    };
    const mishap = mishaps.get(pathname)?.shift() ?? standing.get(pathname);
    if (mishap !== undefined && 'until' in mishap) await mishap.until;
    if (mishap !== undefined && 'reset' in mishap) {
      if (mishap.reset === 'after') accept(call);
      request.socket.destroy();
      return;
    }
    if (mishap !== undefined && 'status' in mishap)
      return void response.writeHead(mishap.status).end('trouble');
    if (mishap !== undefined && 'errcode' in mishap)
      return json(response, { errmsg: 'told to fail', ...mishap });
    if (mishap !== undefined && 'answer' in mishap) {
      response.writeHead(200, mishap.answer.headers).end(mishap.answer.body);
      return;
    }
    const refused = refusal(call);
    if (refused !== undefined) return json(response, refused);
    if (pathname === '/cgi-bin/media/get') return sendMedia(call, response);
    const answer = answerTo(call);
    accept(call);
    json(response, answer);
  }

  function sendMedia(call: Accepted, response: ServerResponse): void {
    const file = media.get(call.query['media_id'] ?? '');
    if (file === undefined) {
      json(response, { errcode: 40007, errmsg: 'invalid media_id' });
      return;
    }
    accept(call);
    const disposition =
      file.name === undefined ? {} : { 'content-disposition': `attachment; filename="${file.name}"` };
    response.writeHead(200, { 'content-type': file.mediaType, ...disposition }).end(file.body);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = (path: string): Accepted[] => journal.filter((call) => call.path === path);

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    media,
    accepted,
    texts: (openid) =>
      accepted('/cgi-bin/message/custom/send')
        .filter(({ body }) => openid === undefined || body['touser'] === openid)
        .map(({ body }) => (body['text'] as { content: string }).content),
    mishap: (path, ...more) => void mishaps.set(path, [...(mishaps.get(path) ?? []), ...more]),
    always: (path, mishap) =>
      void (mishap === undefined ? standing.delete(path) : standing.set(path, mishap)),
    expireTokens: () => {
      tokenNumber += 1;
    },
    get tokenSeconds() {
      return state.tokenSeconds;
    },
    set tokenSeconds(seconds) {
      state = { tokenSeconds: seconds };
    },
    reaches: (path, count, openid) =>
      new Promise((resolve) => {
        const look = (): void => {
          const calls = accepted(path).filter(
            ({ body }) => openid === undefined || body['touser'] === openid,
          );
          if (calls.length < count) return;
          waiters.splice(waiters.indexOf(look), 1);
          resolve();
        };
        waiters.push(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function json(response: ServerResponse, answer: Record<string, unknown>): void {
  response.writeHead(200, { 'content-type': 'application/json; encoding=utf-8' }).end(JSON.stringify(answer));
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return {};
  if (!(request.headers['content-type'] ?? '').includes('json')) return { form: text };
  return JSON.parse(text) as Record<string, unknown>;
}
