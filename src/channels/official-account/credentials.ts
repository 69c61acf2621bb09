import { decrypt, encrypt } from '@wecom/crypto';
import { AppError } from '../../errors.js';
import { sameSignature, signatureOf } from './signature.js';

/** What the platform's console and our configuration share. The `previous` ones stay valid until removed. */
export interface CallbackSecrets {
  appId?: string;
  token: string;
  tokenPrevious?: string;
  encodingAesKey?: string;
  encodingAesKeyPrevious?: string;
}

/** The signed part of a callback's query. */
export interface SignedQuery {
  timestamp: string;
  nonce: string;
}

/** A decrypted document and the secrets that opened it: the answer is sealed with the same. */
export interface Opened {
  xml: string;
  token: string;
  encodingAesKey: string;
}

function tokensOf(secrets: CallbackSecrets): string[] {
  return [secrets.token, secrets.tokenPrevious].filter(
    (token) => token !== undefined && token !== '',
  ) as string[];
}

function keysOf(secrets: CallbackSecrets): string[] {
  return [secrets.encodingAesKey, secrets.encodingAesKeyPrevious].filter(
    (key) => key !== undefined && key !== '',
  ) as string[];
}

/** The token under which `signature` covers these parts; undefined when none does. */
function signingToken(secrets: CallbackSecrets, signature: string, parts: string[]): string | undefined {
  return tokensOf(secrets).find((token) => sameSignature(signatureOf(token, ...parts), signature));
}

/** Whether the plain `signature` of the query is ours. It does not cover a body. */
export function isUrlSigned(secrets: CallbackSecrets, query: SignedQuery & { signature: string }): boolean {
  return signingToken(secrets, query.signature, [query.timestamp, query.nonce]) !== undefined;
}

/**
 * Opens a ciphertext: its signature is verified first, then it is decrypted, then the app id inside is compared.
 * @throws `bad_signature` for each of the three: who is not the platform learns nothing more
 */
export function openSealed(
  secrets: CallbackSecrets,
  query: SignedQuery & { msgSignature: string },
  ciphertext: string,
): Opened {
  const token = signingToken(secrets, query.msgSignature, [query.timestamp, query.nonce, ciphertext]);
  if (token === undefined)
    throw new AppError('bad_signature', 'msg_signature does not cover this ciphertext');
  for (const encodingAesKey of keysOf(secrets)) {
    const opened = tryDecrypt(encodingAesKey, ciphertext);
    if (opened !== undefined && opened.id === secrets.appId) {
      return { xml: opened.message, token, encodingAesKey };
    }
  }
  throw new AppError('bad_signature', 'No key opens this ciphertext for this app id');
}

function tryDecrypt(key: string, ciphertext: string): { message: string; id: string } | undefined {
  try {
    return decrypt(key, ciphertext);
  } catch {
    return undefined;
  }
}

/** A reply in safe mode: encrypted and signed, with the time (s) and nonce given. */
export function sealReply(
  reply: string,
  secrets: { appId: string; token: string; encodingAesKey: string },
  query: SignedQuery,
  random?: Buffer,
): string {
  const ciphertext = encrypt(secrets.encodingAesKey, reply, secrets.appId, random);
  const signature = signatureOf(secrets.token, query.timestamp, query.nonce, ciphertext);
  return (
    `<xml><Encrypt><![CDATA[${ciphertext}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature>` +
    `<TimeStamp>${query.timestamp}</TimeStamp><Nonce><![CDATA[${query.nonce}]]></Nonce></xml>`
  );
}
