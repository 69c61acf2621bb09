import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebChatDeps } from './deps.js';
import {
  newVisitor,
  readVisitor,
  signVisitor,
  type Visitor,
  visitorCookieMs,
  visitorCookieName,
} from './visitor-cookie.js';

/** Whether the request comes from the reception-hall terminal (`?terminal=1`). */
export function isTerminalRequest(request: FastifyRequest): boolean {
  return (request.query as Record<string, unknown> | undefined)?.['terminal'] === '1';
}

/**
 * The visitor whose cookie the request carries. The terminal's requests only know the terminal's cookie; others
 * take the person's own cookie first, so that trying the terminal does not change who one is elsewhere.
 */
export function identify(deps: WebChatDeps, request: FastifyRequest): Visitor | null {
  const read = (name: string) => readVisitor(request.cookies[name], deps.signingKey, deps.clock.now());
  const terminal = () => read(visitorCookieName.terminal);
  return isTerminalRequest(request) ? terminal() : (read(visitorCookieName.own) ?? terminal());
}

/** A new visitor of the kind the request asks for. */
export function newVisitorFor(deps: WebChatDeps, request: FastifyRequest): Visitor {
  return newVisitor(isTerminalRequest(request), deps.clock.now());
}

interface Cookie {
  name: string;
  value: string;
  options: {
    path: string;
    httpOnly: true;
    sameSite: 'lax';
    secure: boolean;
    maxAge?: number;
  };
}

/** The visitor's cookie: 180 days on people's own devices, until the browser closes at the terminal. */
export function visitorCookie(deps: WebChatDeps, visitor: Visitor): Cookie {
  return {
    name: visitor.terminal ? visitorCookieName.terminal : visitorCookieName.own,
    value: signVisitor(visitor, deps.signingKey),
    options: {
      path: '/chat',
      httpOnly: true,
      sameSite: 'lax',
      secure: deps.secureCookies,
      ...(visitor.terminal ? {} : { maxAge: visitorCookieMs.own / 1000 }),
    },
  };
}

/** Puts the visitor's cookie on a reply. */
export function setVisitorCookie(deps: WebChatDeps, reply: FastifyReply, visitor: Visitor): void {
  const { name, value, options } = visitorCookie(deps, visitor);
  reply.setCookie(name, value, options);
}
