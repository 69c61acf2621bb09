import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey } from '../duplicate-key.js';

export interface LeaseRepository {
  /** Takes the lease when it is free, run out or this token's own. */
  take(name: string, token: string, now: Date, until: Date): Promise<boolean>;
  release(name: string, token: string): Promise<void>;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    token: { type: String, required: true },
    until: { type: Date, required: true },
  },
  { collection: 'leases', strict: 'throw', versionKey: false, autoIndex: false },
);

/** The repository of `leases`: who may do what only one process does at a time. */
export function createLeaseRepository(connection: Connection): LeaseRepository {
  const model = connection.model('Lease', schema);
  return {
    async take(name, token, now, until) {
      const { matchedCount } = await model.updateOne(
        { _id: name, $or: [{ until: { $lte: now } }, { token }] },
        { $set: { token, until } },
      );
      if (matchedCount === 1) return true;
      try {
        await model.create({ _id: name, token, until });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async release(name, token) {
      await model.deleteOne({ _id: name, token });
    },
  };
}
