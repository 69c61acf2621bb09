import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who a cookie says its bearer is. */
export interface Visitor {
  person: string;
  /** A visitor of the reception-hall terminal. */
  terminal: boolean;
  issuedAt: Date;
}

const TERMINAL_PREFIX = 'terminal-';
const DAY_MS = 86_400_000;

/** How long a cookie holds: 180 days for people's own devices, two hours at the terminal. */
export const visitorCookieMs = { own: 180 * DAY_MS, terminal: 2 * 3_600_000 } as const;
export const visitorCookieName = { own: 'xft_visitor', terminal: 'xft_terminal' } as const;

/** A visitor nobody has seen before. */
export function newVisitor(terminal: boolean, now: Date): Visitor {
  const id = randomBytes(16).toString('base64url');
  return { person: terminal ? `${TERMINAL_PREFIX}${id}` : id, terminal, issuedAt: now };
}

/** The cookie's value: `person.issuedAtSeconds.signature`. */
export function signVisitor(visitor: Visitor, key: Buffer): string {
  const issued = Math.floor(visitor.issuedAt.getTime() / 1000).toString(36);
  return `${visitor.person}.${issued}.${signature(visitor.person, issued, key)}`;
}

/** The visitor a cookie stands for, or null when it is missing, forged or too old. */
export function readVisitor(cookie: string | undefined, key: Buffer, now: Date): Visitor | null {
  const [person, issued, given, ...rest] = (cookie ?? '').split('.');
  if (!person || !issued || !given || rest.length > 0) return null;
  const expected = Buffer.from(signature(person, issued, key));
  const actual = Buffer.from(given);
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null;
  const issuedAt = new Date(Number.parseInt(issued, 36) * 1000);
  const terminal = person.startsWith(TERMINAL_PREFIX);
  const age = now.getTime() - issuedAt.getTime();
  return age <= (terminal ? visitorCookieMs.terminal : visitorCookieMs.own)
    ? { person, terminal, issuedAt }
    : null;
}

function signature(person: string, issued: string, key: Buffer): string {
  return createHmac('sha256', key).update(`web-chat-visitor|${person}|${issued}`).digest('base64url');
}
