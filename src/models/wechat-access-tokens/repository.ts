import { type Connection, Schema } from 'mongoose';
import type { Sealer } from '../../secrets/sealer.js';
import { type StoredBytes, toBuffer } from '../binary.js';
import { isDuplicateKey } from '../duplicate-key.js';

export interface SharedAccessToken {
  value: string;
  expiresAt: Date;
}

export interface WechatAccessTokenRepository {
  read(appId: string): Promise<SharedAccessToken | undefined>;
  /** One instance at a time refreshes; false while another's lease runs. */
  claim(appId: string, now: Date, leaseUntil: Date): Promise<boolean>;
  /** Writes the token and gives the lease back. */
  write(appId: string, token: SharedAccessToken): Promise<void>;
  release(appId: string): Promise<void>;
}

const collection = 'wechat_access_tokens';
const NO_LEASE = new Date(0);

const schema = new Schema(
  {
    _id: { type: String, required: true },
    leaseUntil: { type: Date, required: true },
    expiresAt: Date,
    sealed: Buffer,
  },
  { collection, strict: 'throw', versionKey: false, autoIndex: false },
);

/** The repository of `wechat_access_tokens`: one sealed token an account, shared by all instances. */
export function createWechatAccessTokenRepository(
  connection: Connection,
  sealer: Sealer,
): WechatAccessTokenRepository {
  const model = connection.model('WechatAccessToken', schema);
  const place = (appId: string) => ({ collection, id: appId, field: 'sealed' });
  return {
    async read(appId) {
      const found = await model.findById(appId).lean();
      if (!found?.sealed || !found.expiresAt) return undefined;
      const value = sealer.open(toBuffer(found.sealed as StoredBytes), place(appId)).toString('utf8');
      return { value, expiresAt: found.expiresAt };
    },
    async claim(appId, now, leaseUntil) {
      try {
        await model.updateOne(
          { _id: appId, leaseUntil: { $lte: now } },
          { $set: { leaseUntil } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async write(appId, { value, expiresAt }) {
      const sealed = sealer.seal(value, place(appId));
      await model.updateOne(
        { _id: appId },
        { $set: { sealed, expiresAt, leaseUntil: NO_LEASE } },
        { upsert: true },
      );
    },
    async release(appId) {
      await model.updateOne({ _id: appId }, { $set: { leaseUntil: NO_LEASE } });
    },
  };
}
