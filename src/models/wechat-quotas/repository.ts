import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey } from '../duplicate-key.js';

export interface QuotaUse {
  /** What is counted, e.g. `template`. */
  kind: string;
  /** 'YYYY-MM-DD', or 'YYYY-MM' where the platform counts by month. */
  period: string;
  used: number;
}

export interface WechatQuotaRepository {
  /** Counts `amount` if that stays within `limit`; whether it did. */
  take(kind: string, period: string, amount: number, limit: number, expiresAt: Date): Promise<boolean>;
  /** Counts `amount` without a limit. */
  add(kind: string, period: string, amount: number, expiresAt: Date): Promise<void>;
  /** The counters of one period. */
  ofPeriod(period: string): Promise<QuotaUse[]>;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    period: { type: String, required: true },
    used: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'wechat_quotas', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ period: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** The repository of `wechat_quotas`: how often the platform was called, by kind and day or month. */
export function createWechatQuotaRepository(connection: Connection): WechatQuotaRepository {
  const model = connection.model('WechatQuota', schema);
  const count = async (
    filter: Record<string, unknown>,
    kind: string,
    period: string,
    amount: number,
    expiresAt: Date,
  ) => {
    await model.updateOne(
      filter,
      { $inc: { used: amount }, $setOnInsert: { kind, period, expiresAt } },
      { upsert: true },
    );
  };
  return {
    async take(kind, period, amount, limit, expiresAt) {
      if (amount > limit) return false;
      const filter = { _id: `${period}:${kind}`, used: { $lte: limit - amount } };
      for (let attempt = 0; attempt < 2; attempt += 1) {
        try {
          await count(filter, kind, period, amount, expiresAt);
          return true;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }
      return false;
    },
    async add(kind, period, amount, expiresAt) {
      const filter = { _id: `${period}:${kind}` };
      await count(filter, kind, period, amount, expiresAt).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
        return count(filter, kind, period, amount, expiresAt);
      });
    },
    async ofPeriod(period) {
      const found = await model.find({ period }).lean();
      return found.map(({ kind, used }) => ({ kind, period, used }));
    },
  };
}
