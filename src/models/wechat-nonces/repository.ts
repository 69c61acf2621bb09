import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey } from '../duplicate-key.js';

/** A callback's timestamp and nonce, and whose message came with them. */
export interface NonceUse {
  key: string;
  identity: string;
}

export interface WechatNonceRepository {
  /** Remembers who used each key (timestamp and nonce) first; the identities of those first uses. */
  firstUses(uses: readonly NonceUse[], expiresAt: Date): Promise<string[]>;
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
    async firstUses(uses, expiresAt) {
      const records = uses.map(({ key, identity }) => ({ _id: key as never, identity, expiresAt }));
      try {
        await model.collection.insertMany(records, { ordered: false });
        return uses.map(({ identity }) => identity);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const found = await model.find({ _id: { $in: uses.map(({ key }) => key) } }).lean();
      const first = new Map(found.map(({ _id, identity }) => [_id, identity]));
      return uses.map(({ key, identity }) => first.get(key) ?? identity);
    },
  };
}
