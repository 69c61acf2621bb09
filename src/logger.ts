import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config.js';
import { AppError } from './errors.js';

export type { Logger } from 'pino';

/** Exact paths that never reach the log, whoever logs the object; pino ignores patterns such as `**.body`. */
const REDACTED = [
  ...['body', 'query', 'params', 'headers', 'cookies', 'url', 'rawPacket'],
  ...['text', 'texts', 'message', 'statement', 'draft', 'reply', 'attachments'],
  ...['name', 'phone', 'idNumber', 'address', 'person', 'openid', 'queryCode', 'password', 'token'],
];

/**
 * The service's log: JSON lines with ids, codes and durations, and nothing a citizen wrote or is called.
 * `destination` is standard output unless a test reads along.
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: REDACTED, remove: true },
    serializers: { req: requestForLog, res: responseForLog, err: errorForLog, error: errorForLog },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

interface LoggedRequest {
  method?: string;
  routeOptions?: { url?: string | undefined };
}

/** A request by its route pattern: the address as typed may hold a number, a code or a name. */
function requestForLog(request: LoggedRequest): Record<string, unknown> {
  return { method: request.method, route: request.routeOptions?.url };
}

function responseForLog(response: { statusCode?: number }): Record<string, unknown> {
  return { status: response.statusCode };
}

/**
 * An error without its own properties (they hold packets, documents, values), and with its message only
 * where messages quote code or paths; drivers and parsers quote what people wrote.
 */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const quotesNothing = isMessageSafe(error);
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    type: error.constructor.name,
    code,
    message: quotesNothing ? error.message : undefined,
    stack: framesOf(error),
    cause: cause === undefined ? undefined : errorForLog(cause),
  };
}

const SAFE_TYPES = new Set<unknown>([AppError, TypeError, ReferenceError, RangeError]);

function isMessageSafe(error: Error): boolean {
  return SAFE_TYPES.has(error.constructor) || 'syscall' in error;
}

/** The stack's frames alone; its first lines repeat the message. */
function framesOf(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
