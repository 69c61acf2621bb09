import { AppError } from '../../errors.js';
import { type CallbackSecrets, isUrlSigned, openSealed, sealReply } from './credentials.js';
import { parseXml, textOf } from './xml.js';

/** The query of a callback; what is missing or given twice is ''. */
export interface CallbackQuery {
  signature: string;
  msgSignature: string;
  timestamp: string;
  nonce: string;
  echostr: string;
  encryptType: string;
}

/** A POST that is the platform's: the plaintext document, and how the answer goes back. */
export interface Authentic {
  xml: string;
  /** Whether the signature covers the body; else a replay with another body must be caught by its nonce. */
  bodyIsSigned: boolean;
  /** Makes the reply what the mode asks for; `nonce` is for the reply's own signature. */
  seal(reply: string, now: Date, nonce: string): string;
}

const names = {
  signature: 'signature',
  msgSignature: 'msg_signature',
  timestamp: 'timestamp',
  nonce: 'nonce',
  echostr: 'echostr',
  encryptType: 'encrypt_type',
} as const;

/** Reads the query of a callback as it came. */
export function readQuery(raw: Record<string, unknown>): CallbackQuery {
  const one = (name: string): string => (typeof raw[name] === 'string' ? raw[name] : '');
  return Object.fromEntries(
    Object.entries(names).map(([key, name]) => [key, one(name)]),
  ) as unknown as CallbackQuery;
}

/** Whether the callback can work at all: a token, and for safe mode the app id that is compared. */
export function isConfigured(secrets: Partial<CallbackSecrets>): secrets is CallbackSecrets {
  return Boolean(secrets.token) && (!secrets.encodingAesKey || Boolean(secrets.appId));
}

/**
 * The answer to the platform's check of the address: the echo, decrypted when it came encrypted.
 * @throws `bad_signature`
 */
export function echoOf(secrets: CallbackSecrets, query: CallbackQuery): string {
  if (query.echostr === '') throw new AppError('bad_signature', 'The check of the address has no echostr');
  if (query.msgSignature !== '' && secrets.encodingAesKey)
    return openSealed(secrets, query, query.echostr).xml;
  if (!isUrlSigned(secrets, query)) throw new AppError('bad_signature', 'The signature is not ours');
  return query.echostr;
}

/**
 * Checks a POST and opens it. With an AES key only `encrypt_type=aes` counts: the plain signature does
 * not cover the body, and in compatible mode the plaintext elements are ignored.
 * @throws `bad_signature`, `bad_xml`
 */
export function authenticate(secrets: CallbackSecrets, query: CallbackQuery, body: string): Authentic {
  return secrets.encodingAesKey ? openSafe(secrets, query, body) : openPlain(secrets, query, body);
}

function openSafe(secrets: CallbackSecrets, query: CallbackQuery, body: string): Authentic {
  if (query.encryptType !== 'aes')
    throw new AppError('bad_signature', 'A plain message, but the mode is safe');
  const ciphertext = textOf(parseXml(body), 'Encrypt').trim();
  const { xml, token, encodingAesKey } = openSealed(secrets, query, ciphertext);
  const appId = secrets.appId ?? '';
  return {
    xml,
    bodyIsSigned: true,
    seal: (reply, now, nonce) =>
      sealReply(
        reply,
        { appId, token, encodingAesKey },
        { timestamp: String(Math.floor(now.getTime() / 1000)), nonce },
      ),
  };
}

function openPlain(secrets: CallbackSecrets, query: CallbackQuery, body: string): Authentic {
  if (!isUrlSigned(secrets, query)) throw new AppError('bad_signature', 'The signature is not ours');
  return { xml: body, bodyIsSigned: false, seal: (reply) => reply };
}

/** How far the callback's clock may be from ours (ms). */
export const CLOCK_TOLERANCE = 5 * 60_000;

/** Whether the query's `timestamp` (s) is within five minutes of now. */
export function isTimely(timestamp: string, now: Date): boolean {
  return (
    /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - now.getTime()) <= CLOCK_TOLERANCE
  );
}
