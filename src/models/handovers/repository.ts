import { type Connection, Schema } from 'mongoose';
import {
  HANDOVER_REASON,
  HANDOVER_STATE,
  type HandoverReason,
  type HandoverState,
} from '../../domain/handover.js';
import { type StoredBytes, toBuffer } from '../binary.js';
import { isDuplicateKey } from '../duplicate-key.js';

export interface HandoverRecord {
  id: string;
  /** Keyed hash of channel and person. */
  asker: string;
  reason: HandoverReason;
  danger?: string;
  state: HandoverState;
  openedAt: Date;
  takenAt?: Date;
  endedAt?: Date;
  /** Sealed: who asked. */
  sealedAsker: Buffer;
  /** Sealed notes, with the keyed hash of what caused each. */
  notes: { cause: string; sealed: Buffer }[];
  /** Sealed: who took it. */
  sealedTaker?: Buffer;
}

export interface HandoverRepository {
  /** False when one with this id is there already. */
  insert(handover: HandoverRecord): Promise<boolean>;
  byId(id: string): Promise<HandoverRecord | undefined>;
  /** Not ended, newest first. */
  openOf(askerHashes: readonly string[]): Promise<HandoverRecord[]>;
  /** Adds a note once per cause while it has not ended; whether it has not ended. */
  addNote(id: string, note: { cause: string; sealed: Buffer }): Promise<boolean>;
  /** The handover that has a note of this cause. */
  byCause(causes: readonly string[]): Promise<HandoverRecord | undefined>;
  take(id: string, takenAt: Date, sealedTaker: Buffer): Promise<boolean>;
  end(id: string, endedAt: Date): Promise<boolean>;
  counts(): Promise<{ state: HandoverState; reason: HandoverReason; count: number }[]>;
  /** Oldest first. */
  list(states: readonly HandoverState[]): Promise<HandoverRecord[]>;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    asker: { type: String, required: true },
    reason: { type: String, enum: Object.values(HANDOVER_REASON), required: true },
    danger: String,
    state: { type: String, enum: Object.values(HANDOVER_STATE), required: true },
    openedAt: { type: Date, required: true },
    takenAt: Date,
    endedAt: Date,
    sealedAsker: { type: Buffer, required: true },
    notes: [
      new Schema(
        { cause: { type: String, required: true }, sealed: { type: Buffer, required: true } },
        { _id: false, strict: 'throw' },
      ),
    ],
    sealedTaker: Buffer,
  },
  { collection: 'handovers', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ state: 1, openedAt: 1 });
schema.index({ asker: 1, state: 1 });
schema.index({ 'notes.cause': 1 });

const NOT_ENDED = { $in: [HANDOVER_STATE.waiting, HANDOVER_STATE.taken] };

/** The repository of `handovers`. */
export function createHandoverRepository(connection: Connection): HandoverRepository {
  const model = connection.model('Handover', schema);
  return {
    async insert({ id, ...handover }) {
      try {
        await model.create({ _id: id, ...handover } as never);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    byId: async (id) => toRecord(await model.findById(id).lean()),
    async openOf(askerHashes) {
      const found = await model
        .find({ asker: { $in: [...askerHashes] }, state: NOT_ENDED })
        .sort({ openedAt: -1 })
        .lean();
      return records(found);
    },
    async addNote(id, note) {
      await model.updateOne(
        { _id: id, state: NOT_ENDED, 'notes.cause': { $ne: note.cause } },
        { $push: { notes: note } },
      );
      return (await model.exists({ _id: id, 'notes.cause': note.cause })) !== null;
    },
    byCause: async (causes) => toRecord(await model.findOne({ 'notes.cause': { $in: [...causes] } }).lean()),
    async take(id, takenAt, sealedTaker) {
      const { matchedCount } = await model.updateOne(
        { _id: id, state: HANDOVER_STATE.waiting },
        { $set: { state: HANDOVER_STATE.taken, takenAt, sealedTaker } },
      );
      return matchedCount === 1;
    },
    async end(id, endedAt) {
      const { matchedCount } = await model.updateOne(
        { _id: id, state: NOT_ENDED },
        { $set: { state: HANDOVER_STATE.ended, endedAt } },
      );
      return matchedCount === 1;
    },
    async counts() {
      const rows = await model.aggregate<{
        _id: { state: HandoverState; reason: HandoverReason };
        count: number;
      }>([{ $group: { _id: { state: '$state', reason: '$reason' }, count: { $sum: 1 } } }]);
      return rows.map(({ _id, count }) => ({ ..._id, count }));
    },
    async list(states) {
      return records(
        await model
          .find({ state: { $in: [...states] } })
          .sort({ openedAt: 1 })
          .lean(),
      );
    },
  };
}

function records(found: unknown[]): HandoverRecord[] {
  return found.map(toRecord).filter((record) => record !== undefined);
}

function toRecord(stored: unknown): HandoverRecord | undefined {
  if (!stored) return undefined;
  const { _id, ...record } = stored as Omit<HandoverRecord, 'id'> & { _id: string };
  return {
    ...record,
    id: _id,
    sealedAsker: toBuffer(record.sealedAsker as StoredBytes),
    notes: record.notes.map(({ cause, sealed }) => ({ cause, sealed: toBuffer(sealed as StoredBytes) })),
    ...(record.sealedTaker && { sealedTaker: toBuffer(record.sealedTaker as StoredBytes) }),
  };
}
