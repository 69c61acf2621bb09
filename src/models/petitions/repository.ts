import type { Connection } from 'mongoose';
import { WITHDRAWAL_STATE } from '../../domain/withdrawal.js';
import { type StoredBytes, toBuffer } from '../binary.js';
import { isDuplicateKey } from '../duplicate-key.js';
import type { PetitionChange, PetitionRecord } from './entity.js';
import { petitionSchema } from './schema.js';

export type InsertOutcome = 'inserted' | 'exists' | 'number_taken';

export interface PetitionRepository {
  insert(petition: PetitionRecord): Promise<InsertOutcome>;
  byId(id: string): Promise<PetitionRecord | undefined>;
  byIds(ids: readonly string[]): Promise<PetitionRecord[]>;
  /** By the hashes of number and code under every known key. */
  byCodeHash(hashes: readonly string[]): Promise<PetitionRecord | undefined>;
  byNumber(petitionNo: string): Promise<PetitionRecord | undefined>;
  /** Appends the event and changes what it changes, if nobody wrote since `version`; whether it did. */
  change(id: string, version: number, change: PetitionChange): Promise<boolean>;
  /** Takes performed effects off. */
  pullEffects(id: string, effectIds: readonly string[]): Promise<void>;
  /** Ids of petitions with effects not yet performed, after `afterId` in order of id. */
  withEffects(limit: number, afterId?: string): Promise<string[]>;
  /** Ids of petitions whose waiting withdrawal counts from `today` on or earlier, after `afterId`. */
  withdrawalsDue(today: string, limit: number, afterId?: string): Promise<string[]>;
}

type Stored = Omit<PetitionRecord, 'id'> & { _id: string };

/** The repository of `petitions`. */
export function createPetitionRepository(connection: Connection): PetitionRepository {
  const model = connection.model<Stored>('Petition', petitionSchema as never);
  const ids = async (filter: object, limit: number, afterId?: string) => {
    const after = afterId === undefined ? {} : { _id: { $gt: afterId } };
    const found = await model
      .find({ ...filter, ...after } as never, { _id: 1 })
      .sort({ _id: 1 })
      .limit(limit)
      .lean();
    return found.map(({ _id }) => String(_id));
  };

  return {
    async insert({ id, ...petition }) {
      try {
        await model.create({ _id: id, ...petition, effectsPending: true } as never);
        return 'inserted';
      } catch (error) {
        if (isDuplicateKey(error, '_id')) return 'exists';
        if (isDuplicateKey(error, 'petitionNo')) return 'number_taken';
        throw error;
      }
    },

    async byId(id) {
      return toRecord(await model.findById(id).lean());
    },

    async byIds(wanted) {
      const found = await model.find({ _id: { $in: [...wanted] } }).lean();
      return found.map(toRecord).filter((record) => record !== undefined);
    },

    async byCodeHash(hashes) {
      return toRecord(await model.findOne({ codeHash: { $in: [...hashes] } }).lean());
    },

    async byNumber(petitionNo) {
      return toRecord(await model.findOne({ petitionNo }).lean());
    },

    async change(id, version, change) {
      const { matchedCount } = await model.updateOne({ _id: id, version }, toUpdate(change) as never);
      return matchedCount === 1;
    },

    async pullEffects(id, effectIds) {
      const { matchedCount } = await model.updateOne(
        {
          _id: id,
          pendingEffects: { $size: effectIds.length },
          'pendingEffects.id': { $all: [...effectIds] },
        } as never,
        { $set: { pendingEffects: [] }, $unset: { effectsPending: 1 } },
      );
      if (matchedCount === 1) return;
      await model.updateOne({ _id: id }, { $pull: { pendingEffects: { id: { $in: [...effectIds] } } } });
      await model.updateOne({ _id: id, pendingEffects: { $size: 0 } } as never, {
        $unset: { effectsPending: 1 },
      });
    },

    withEffects: (limit, afterId) => ids({ effectsPending: true }, limit, afterId),

    withdrawalsDue: (today, limit, afterId) =>
      ids(
        { 'withdrawal.state': WITHDRAWAL_STATE.pending, 'withdrawal.effectiveOn': { $lte: today } },
        limit,
        afterId,
      ),
  };
}

function toUpdate({ event, set, nothingDue, supplement, effects = [] }: PetitionChange): object {
  const push: Record<string, unknown> = { events: event };
  if (supplement) push['supplements'] = supplement;
  if (effects.length > 0) push['pendingEffects'] = { $each: effects };
  return {
    $inc: { version: 1 },
    $push: push,
    $set: { ...set, ...(effects.length > 0 && { effectsPending: true }) },
    ...(nothingDue && { $unset: { nextDueAt: 1 } }),
  };
}

function toRecord(stored: unknown): PetitionRecord | undefined {
  if (!stored) return undefined;
  const { _id, ...record } = stored as Stored;
  const opened = <Field extends string, Row extends Record<Field, Buffer>>(
    rows: Row[],
    field: Field,
  ): Row[] => rows.map((row) => ({ ...row, [field]: toBuffer(row[field] as StoredBytes) }));
  return {
    ...record,
    id: _id,
    ratings: record.ratings ?? {},
    content: toBuffer(record.content as StoredBytes),
    supplements: opened(record.supplements, 'sealed'),
    events: opened(record.events, 'detail'),
    pendingEffects: opened(record.pendingEffects, 'sealed'),
  };
}
