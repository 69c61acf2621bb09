import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey } from '../duplicate-key.js';

export interface WechatNonceRepository {
  /** Remembers who used `key` (timestamp and nonce) first; the identity of that first use. */
  firstUse(key: string, identity: string, expiresAt: Date): Promise<string>;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    identity: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'wechat_nonces', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** The repository of `wechat_nonces`: the callbacks seen in the last minutes. */
export function createWechatNonceRepository(connection: Connection): WechatNonceRepository {
  const model = connection.model('WechatNonce', schema);
  return {
    async firstUse(key, identity, expiresAt) {
      try {
        await model.collection.insertOne({ _id: key as never, identity, expiresAt });
        return identity;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const found = await model.findById(key).lean();
      return found?.identity ?? identity;
    },
  };
}
