import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { createSealer, type Sealer, type SealingKey } from './sealer.js';

/** Everything derived from `SECRET_KEY` (and the previous one while it is being replaced). */
export interface Keyring {
  sealer: Sealer;
  /** Keyed hash for equality search; hex. */
  blindIndex(value: string): string;
  /** The same under every known key, current first: look up with `$in`. */
  blindIndexes(value: string): string[];
  /** Signing keys for cookies, current first. */
  cookieKeys: Buffer[];
  /** Ten digits, the same for the same petition and version. */
  queryCode(petitionId: string, version: number): string;
  /** Keyed hash of number and code together, so that a wrong code and a wrong number are one lookup; hex. */
  codeHash(petitionNo: string, code: string): string;
  /** The same under every known key, current first. */
  codeHashes(petitionNo: string, code: string): string[];
}

interface SubKeys {
  sealing: SealingKey;
  blindIndex: Buffer;
  cookie: Buffer;
  codes: Buffer;
}

const CODES = 10n ** 10n;

function derive(secretKey: Buffer, purpose: string, bytes = 32): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, Buffer.alloc(0), `xinfangtong/${purpose}`, bytes));
}

function subKeys(secretKey: Buffer): SubKeys {
  return {
    sealing: {
      id: derive(secretKey, 'key-id', 4),
      key: createSecretKey(derive(secretKey, 'encryption')),
    },
    blindIndex: derive(secretKey, 'blind-index'),
    cookie: derive(secretKey, 'cookies'),
    codes: derive(secretKey, 'codes'),
  };
}

function hmac(key: Buffer, value: string): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

/**
 * Derives every sub-key by HKDF-SHA256.
 * @param secretKey 32 bytes
 * @param previous the key being replaced: still opens, still finds, never seals
 */
export function createKeyring(secretKey: Buffer, previous?: Buffer): Keyring {
  const current = subKeys(secretKey);
  const all = previous && !previous.equals(secretKey) ? [current, subKeys(previous)] : [current];
  const blind = (keys: SubKeys, value: string) => hmac(keys.blindIndex, value).toString('hex');
  const code = (keys: SubKeys, petitionNo: string, queryCode: string) =>
    hmac(keys.codes, JSON.stringify(['hash', petitionNo, queryCode])).toString('hex');

  return {
    sealer: createSealer([current.sealing, ...all.slice(1).map(({ sealing }) => sealing)]),
    blindIndex: (value) => blind(current, value),
    blindIndexes: (value) => all.map((keys) => blind(keys, value)),
    cookieKeys: all.map(({ cookie }) => cookie),
    queryCode(petitionId, version) {
      const digest = hmac(current.codes, JSON.stringify(['code', petitionId, version]));
      return (BigInt(`0x${digest.toString('hex')}`) % CODES).toString().padStart(10, '0');
    },
    codeHash: (petitionNo, queryCode) => code(current, petitionNo, queryCode),
    codeHashes: (petitionNo, queryCode) => all.map((keys) => code(keys, petitionNo, queryCode)),
  };
}
