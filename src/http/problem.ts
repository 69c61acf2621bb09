import { problemDetail, problemTitle, tooManyRequests } from '../domain/text/http.js';
import { isAppError } from '../errors.js';

/** An error as the client sees it: problem details (RFC 9457) without anything about the inside. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  /** Stable code for programs. */
  code: string;
  /** The request's id in the log, as a URN. */
  instance: string;
  /** Where the request broke its schema: JSON pointer and rule, never the value. */
  violations?: { pointer: string; rule: string }[];
}

/** HTTP status of the coded errors that are not the server's fault. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  unauthenticated: 401,
  invalid: 422,
  gone: 410,
  under_pressure: 503,
  unavailable: 503,
};

const CODE_BY_STATUS: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  410: 'gone',
  413: 'too_large',
  414: 'address_too_long',
  415: 'unsupported_format',
  422: 'invalid',
  429: 'too_many_requests',
  503: 'unavailable',
};

interface EdgeError {
  statusCode?: number;
  validation?: { instancePath: string; keyword: string }[];
  retryAfterSeconds?: number;
}

/** The problem that `error` is to the client of request `requestId`; what is not known is a 500. */
export function problemOf(error: unknown, requestId: string): Problem {
  const edge = (error ?? {}) as EdgeError;
  const status = statusOf(error, edge);
  const problem = problemOfStatus(status, requestId);
  if (isAppError(error) && error.code in STATUS_BY_CODE) problem.code = error.code;
  if (status === 429 && edge.retryAfterSeconds !== undefined) {
    problem.detail = tooManyRequests(edge.retryAfterSeconds);
  }
  if (status === 400 && edge.validation !== undefined) {
    problem.violations = edge.validation.map(({ instancePath, keyword }) => ({
      pointer: instancePath,
      rule: keyword,
    }));
  }
  return problem;
}

export function problemOfStatus(status: number, requestId: string): Problem {
  return {
    type: 'about:blank',
    title: problemTitle(status),
    status,
    detail: problemDetail(status),
    code: CODE_BY_STATUS[status] ?? (status < 500 ? 'bad_request' : 'internal'),
    instance: `urn:request:${requestId}`,
  };
}

function statusOf(error: unknown, edge: EdgeError): number {
  if (isAppError(error)) return STATUS_BY_CODE[error.code] ?? 500;
  const { statusCode } = edge;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? statusCode : 500;
}
