import { type Connection, Schema } from 'mongoose';
import { DIVISION_LEVEL, type Division, type DivisionLevel } from '../../domain/divisions.js';

export interface DivisionRepository {
  /** County, towns and villages of one county, by code; empty when it was never imported. */
  ofCounty(countyCode: string): Promise<Division[]>;
  /** Makes the county's divisions exactly these; how many were added, changed and removed. */
  replaceCounty(
    countyCode: string,
    divisions: readonly Division[],
  ): Promise<{ added: number; changed: number; removed: number }>;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    level: { type: String, enum: Object.values(DIVISION_LEVEL), required: true },
    parentCode: { type: String, default: '' },
    countyCode: { type: String, required: true },
  },
  { collection: 'divisions', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ countyCode: 1 });

/** The repository of `divisions`. */
export function createDivisionRepository(connection: Connection): DivisionRepository {
  const model = connection.model('Division', schema);
  return {
    async ofCounty(countyCode) {
      const found = await model.find({ countyCode }).sort({ _id: 1 }).lean();
      return found.map(({ _id, name, level, parentCode }) => ({
        code: _id,
        name,
        level: level as DivisionLevel,
        parentCode: parentCode ?? '',
      }));
    },
    async replaceCounty(countyCode, divisions) {
      const writes = divisions.map(({ code, ...division }) => ({
        updateOne: { filter: { _id: code }, update: { $set: { ...division, countyCode } }, upsert: true },
      }));
      const { upsertedCount, modifiedCount } = await model.bulkWrite(writes as never);
      const { deletedCount } = await model.deleteMany({
        countyCode,
        _id: { $nin: divisions.map(({ code }) => code) },
      });
      return { added: upsertedCount, changed: modifiedCount, removed: deletedCount };
    },
  };
}
