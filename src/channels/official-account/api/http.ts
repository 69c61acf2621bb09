import { Agent, type FormData, request } from 'undici';
import { PlatformRefused, PlatformUnreachable } from './errors.js';

export interface PlatformHttpOptions {
  /** e.g. `https://api.weixin.qq.com` */
  baseUrl: string;
  /** For the whole answer (ms). */
  timeoutMs?: number;
  connectTimeoutMs?: number;
  /** Connections kept open at most. */
  connections?: number;
}

export interface PlatformCall {
  method: 'GET' | 'POST';
  /** e.g. `/cgi-bin/message/custom/send` */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  form?: FormData;
  signal?: AbortSignal;
}

/** Bytes with what the answer's headers say of them. */
export interface PlatformBytes {
  bytes: Buffer;
  mediaType: string;
  name?: string;
}

/** The platform's HTTP: keep-alive, timeouts, and `errcode` read out of every JSON answer. */
export interface PlatformHttp {
  /** @throws {PlatformRefused} | {PlatformUnreachable} */
  json<T>(call: PlatformCall): Promise<T>;
  /** For downloads; a JSON answer is an error or a pointer, given as `json`. */
  bytes(call: PlatformCall, limit: number): Promise<PlatformBytes | { json: Record<string, unknown> }>;
  /** The bytes at an address the platform has given. @throws {PlatformRefused} for a foreign address */
  bytesAt(url: string, limit: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Errors before the first byte left: the request can be repeated whatever it was. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function createPlatformHttp(options: PlatformHttpOptions): PlatformHttp {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const base = options.baseUrl.replace(/\/+$/, '');
  const agent = new Agent({
    connections: options.connections ?? 32,
    keepAliveTimeout: 30_000,
    connect: { timeout: options.connectTimeoutMs ?? 5_000 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });

  async function send(
    call: PlatformCall,
    limit: number,
    origin = base,
  ): Promise<{ body: Buffer; headers: Record<string, unknown> }> {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(call.signal ? [call.signal] : [])]);
    try {
      const answer = await request(`${origin}${call.path}`, {
        dispatcher: agent,
        method: call.method,
        query: call.query,
        signal,
        ...payloadOf(call),
      });
      if (answer.statusCode !== 200) {
        await answer.body.dump();
        throw new PlatformUnreachable(call.path, 'unknown', `HTTP ${answer.statusCode}`);
      }
      return { body: await readUpTo(answer.body, limit, call.path), headers: answer.headers };
    } catch (cause) {
      if (cause instanceof PlatformUnreachable || cause instanceof PlatformRefused) throw cause;
      throw unreachable(call.path, cause);
    }
  }

  return {
    json: async <T>(call: PlatformCall): Promise<T> =>
      parseAnswer(call.path, (await send(call, 4 * 1024 * 1024)).body) as T,
    bytes: async (call, limit) => {
      const { body, headers } = await send(call, limit);
      const mediaType = String(headers['content-type'] ?? '');
      if (/json|text\/plain/.test(mediaType)) return { json: parseAnswer(call.path, body) };
      const name = /filename="?([^";]+)"?/.exec(String(headers['content-disposition'] ?? ''))?.[1];
      return name === undefined ? { bytes: body, mediaType } : { bytes: body, mediaType, name };
    },
    bytesAt: async (address, limit) => {
      const url = new URL(address);
      if (!isOfPlatform(url, base))
        throw new PlatformRefused(url.host, 40066, 'not an address of the platform');
      return (await send({ method: 'GET', path: `${url.pathname}${url.search}` }, limit, url.origin)).body;
    },
    close: () => agent.destroy(),
  };
}

/** Its API's own origin, or one of its file hosts. */
function isOfPlatform(url: URL, base: string): boolean {
  if (url.origin === new URL(base).origin) return true;
  return /^https?:$/.test(url.protocol) && /(^|\.)(qq\.com|qpic\.cn)$/.test(url.hostname);
}

function payloadOf(call: PlatformCall): { body?: string | FormData; headers?: Record<string, string> } {
  if (call.form !== undefined) return { body: call.form };
  if (call.body === undefined) return {};
  return { body: JSON.stringify(call.body), headers: { 'content-type': 'application/json; charset=utf-8' } };
}

async function readUpTo(body: AsyncIterable<Buffer>, limit: number, path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new PlatformRefused(path, 40006, `more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseAnswer(path: string, body: Buffer): Record<string, unknown> {
  const answer = parseJson(path, body);
  const errcode = answer['errcode'];
  if (typeof errcode === 'number' && errcode !== 0) {
    throw new PlatformRefused(path, errcode, String(answer['errmsg'] ?? ''));
  }
  return answer;
}

function parseJson(path: string, body: Buffer): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(body.toString('utf8'));
    if (typeof answer === 'object' && answer !== null) return answer as Record<string, unknown>;
  } catch (cause) {
    throw new PlatformUnreachable(path, 'unknown', 'the answer is not JSON', cause);
  }
  throw new PlatformUnreachable(path, 'unknown', 'the answer is not a JSON object');
}

function unreachable(path: string, cause: unknown): PlatformUnreachable {
  const code = codeOf(cause);
  const request = code !== undefined && NOT_SENT.has(code) ? 'not_sent' : 'unknown';
  return new PlatformUnreachable(path, request, code ?? (cause as Error).message, cause);
}

/** The code of an error or of the first error it gathers (a dual-stack connect fails as an AggregateError). */
function codeOf(cause: unknown): string | undefined {
  const { code, errors } = cause as { code?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : undefined;
}
