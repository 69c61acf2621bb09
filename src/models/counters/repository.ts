import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey } from '../duplicate-key.js';

export interface CounterRepository {
  /** The next value of this counter, from 1; never the same twice, gaps happen. */
  next(name: string): Promise<number>;
}

const schema = new Schema(
  { _id: { type: String, required: true }, value: { type: Number, required: true } },
  { collection: 'counters', strict: 'throw', versionKey: false, autoIndex: false },
);

/** The repository of `counters`. */
export function createCounterRepository(connection: Connection): CounterRepository {
  const model = connection.model('Counter', schema);
  const increase = async (name: string) => {
    const counter = await model
      .findOneAndUpdate({ _id: name }, { $inc: { value: 1 } }, { upsert: true, returnDocument: 'after' })
      .lean();
    return counter.value;
  };
  return {
    async next(name) {
      try {
        return await increase(name);
      } catch (error) {
        // Two first increments may both try to create it; the loser finds it there.
        if (isDuplicateKey(error)) return increase(name);
        throw error;
      }
    },
  };
}
