import { type Connection, Schema } from 'mongoose';

export interface SampleMarkRepository {
  /** Whether the store holds the sample county. */
  present(): Promise<boolean>;
  add(loadedAt: Date): Promise<void>;
  /** Never again by itself: the operator took it away. */
  markRemoved(removedAt: Date): Promise<void>;
  /** Whether the sample county was ever loaded or removed here. */
  known(): Promise<boolean>;
}

const MARK = 'sample-county';

const schema = new Schema(
  { _id: { type: String, required: true }, loadedAt: Date, removedAt: Date },
  { collection: 'sample_mark', strict: 'throw', versionKey: false, autoIndex: false },
);

/** The repository of `sample_mark`: one document that says whether the store holds sample data. */
export function createSampleMarkRepository(connection: Connection): SampleMarkRepository {
  const model = connection.model('SampleMark', schema);
  return {
    present: async () => (await model.exists({ _id: MARK, removedAt: null })) !== null,
    known: async () => (await model.exists({ _id: MARK })) !== null,
    async add(loadedAt) {
      await model.updateOne(
        { _id: MARK },
        { $set: { loadedAt }, $unset: { removedAt: 1 } },
        { upsert: true },
      );
    },
    async markRemoved(removedAt) {
      await model.updateOne({ _id: MARK }, { $set: { removedAt } }, { upsert: true });
    },
  };
}
