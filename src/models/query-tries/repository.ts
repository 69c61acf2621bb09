import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey } from '../duplicate-key.js';

/** Tries of one asker, one address, or at one number; the id is a keyed hash. */
export interface QueryTriesRepository {
  /**
   * Counts a try before it is judged, so that tries at the same moment cannot pass the limit together.
   * A cause is counted once.
   * @returns undefined when it may go on, else the instant until which the key is locked
   */
  take(key: string, cause: string, limit: number, now: Date, memoryMs: number): Promise<Date | undefined>;
  /** Gives a try back: the code was right. */
  giveBack(key: string, cause: string): Promise<void>;
  /** Counts a wrong try without limit and returns how many there were before it. */
  count(key: string, now: Date, memoryMs: number): Promise<number>;
  /** How many wrong tries are remembered. */
  counted(key: string, now: Date): Promise<number>;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    tries: { type: Number, required: true },
    causes: { type: [String], default: undefined },
    until: { type: Date, required: true },
  },
  { collection: 'query_tries', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

/** The repository of `query_tries`. */
export function createQueryTriesRepository(connection: Connection): QueryTriesRepository {
  const model = connection.model('QueryTries', schema);

  async function insertFirst(key: string, until: Date, causes: string[]): Promise<boolean> {
    try {
      await model.create({ _id: key, tries: 1, causes, until });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** A forgotten row starts again; otherwise one more try, if the limit allows. */
  async function tryOnce(
    key: string,
    cause: string,
    limit: number,
    now: Date,
    until: Date,
  ): Promise<boolean> {
    const restarted = await model.updateOne(
      { _id: key, until: { $lte: now } },
      { $set: { tries: 1, causes: [cause], until } },
    );
    if (restarted.matchedCount === 1) return true;
    const counted = await model.updateOne(
      { _id: key, until: { $gt: now }, tries: { $lt: limit }, causes: { $ne: cause } },
      { $inc: { tries: 1 }, $push: { causes: cause }, $set: { until } },
    );
    if (counted.matchedCount === 1) return true;
    return (await model.exists({ _id: key, causes: cause })) !== null;
  }

  return {
    async take(key, cause, limit, now, memoryMs) {
      const until = new Date(now.getTime() + memoryMs);
      if (await insertFirst(key, until, [cause])) return undefined;
      if (await tryOnce(key, cause, limit, now, until)) return undefined;
      const locked = await model.findById(key, { until: 1 }).lean();
      return locked?.until ?? until;
    },

    async giveBack(key, cause) {
      await model.updateOne(
        { _id: key, causes: cause, tries: { $gt: 0 } },
        { $inc: { tries: -1 }, $pull: { causes: cause } },
      );
    },

    async count(key, now, memoryMs) {
      const until = new Date(now.getTime() + memoryMs);
      const more = () =>
        model
          .findOneAndUpdate(
            { _id: key, until: { $gt: now } },
            { $inc: { tries: 1 }, $set: { until } },
            { returnDocument: 'before' },
          )
          .lean();
      const before = await more();
      if (before) return before.tries;
      const restarted = await model.updateOne(
        { _id: key, until: { $lte: now } },
        { $set: { tries: 1, until } },
      );
      if (restarted.matchedCount === 1 || (await insertFirst(key, until, []))) return 0;
      return (await more())?.tries ?? 0;
    },

    async counted(key, now) {
      const found = await model.findOne({ _id: key, until: { $gt: now } }, { tries: 1 }).lean();
      return found?.tries ?? 0;
    },
  };
}
