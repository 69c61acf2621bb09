import { type Connection, Schema } from 'mongoose';

export interface EndedVisitorRepository {
  /** Remembers that this visitor has left for good. Idempotent. */
  add(key: string, at: Date): Promise<void>;
  has(key: string): Promise<boolean>;
}

/** Longer than any visitor's cookie lives, in seconds. */
const KEPT_SECONDS = 200 * 86_400;

const schema = new Schema(
  { _id: { type: String, required: true }, endedAt: { type: Date, required: true } },
  { collection: 'ended_visitors', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ endedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** The repository of `ended_visitors`: an old cookie or socket can never bring them back. */
export function createEndedVisitorRepository(connection: Connection): EndedVisitorRepository {
  const model = connection.model('EndedVisitor', schema);
  return {
    async add(key, endedAt) {
      await model.updateOne({ _id: key }, { $setOnInsert: { endedAt } }, { upsert: true });
    },
    has: async (key) => (await model.exists({ _id: key })) !== null,
  };
}
