import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { AppError } from '../errors.js';

/** Where a sealed value lives; bound into the ciphertext so that it opens nowhere else. */
export interface SealedPlace {
  collection: string;
  id: string;
  field: string;
}

export interface Sealer {
  seal(value: Buffer | string, where: SealedPlace): Buffer;
  /** @throws `cannot_open` when the key, place or bytes are not the ones it was sealed with */
  open(sealed: Buffer, where: SealedPlace): Buffer;
  /** Whether it was sealed with the current key. */
  isCurrent(sealed: Buffer): boolean;
}

export interface SealingKey {
  /** Four bytes that tell the key without telling anything about it. */
  id: Buffer;
  key: KeyObject;
}

/** Layout: format (1 byte), key id (4), nonce (12), tag (16), ciphertext. */
const FORMAT = 1;
const KEY_ID_AT = 1;
const NONCE_AT = 5;
const TAG_AT = 17;
const BODY_AT = 33;

function associatedData(where: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([where.collection, where.id, where.field]));
}

/** AES-256-GCM under the first key; opens what any of the keys sealed. */
export function createSealer(keys: readonly [SealingKey, ...SealingKey[]]): Sealer {
  const [current] = keys;
  const keyIdOf = (sealed: Buffer) => sealed.subarray(KEY_ID_AT, NONCE_AT);

  return {
    seal(value, where) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce);
      cipher.setAAD(associatedData(where));
      const body = Buffer.concat([cipher.update(value), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), current.id, nonce, cipher.getAuthTag(), body]);
    },

    open(sealed, where) {
      const name = `${where.collection}/${where.id}/${where.field}`;
      const known = sealed.length >= BODY_AT && sealed[0] === FORMAT;
      const used = known ? keys.find(({ id }) => id.equals(keyIdOf(sealed))) : undefined;
      if (!used)
        throw new AppError(
          'cannot_open',
          `${name} was not sealed with SECRET_KEY or SECRET_KEY_PREVIOUS; give the key it was sealed with`,
        );
      const decipher = createDecipheriv('aes-256-gcm', used.key, sealed.subarray(NONCE_AT, TAG_AT));
      decipher.setAAD(associatedData(where));
      decipher.setAuthTag(sealed.subarray(TAG_AT, BODY_AT));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(BODY_AT)), decipher.final()]);
      } catch (cause) {
        throw new AppError('cannot_open', `${name} was changed or moved after it was sealed`, { cause });
      }
    },

    isCurrent: (sealed) => current.id.equals(keyIdOf(sealed)),
  };
}
