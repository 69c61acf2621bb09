import { type Connection, Schema } from 'mongoose';
import { CHANNEL, type Channel } from '../../domain/channel.js';
import { OUTBOX_STATE, type OutboxState } from '../../domain/outbox-state.js';
import { type StoredBytes, toBuffer } from '../binary.js';
import { isDuplicateKey } from '../duplicate-key.js';

/** One message to one person. Nothing in plain tells what it is about. */
export interface OutboxRecord {
  /** Keyed hash of the unique key. */
  id: string;
  channel: Channel;
  /** Keyed hash of channel and person. */
  recipient: string;
  state: OutboxState;
  queuedAt: Date;
  sentAt?: Date;
  sealed: Buffer;
}

export interface OutboxRepository {
  /** False when it was queued before. */
  insert(row: OutboxRecord): Promise<boolean>;
  /** Queued for this recipient, oldest first. */
  queued(recipientHashes: readonly string[]): Promise<OutboxRecord[]>;
  /** The recipient has it; whether it was still waiting. */
  markSent(id: string, recipientHashes: readonly string[], sentAt: Date, expiresAt: Date): Promise<boolean>;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    channel: { type: String, enum: Object.values(CHANNEL), required: true },
    recipient: { type: String, required: true },
    state: { type: String, enum: Object.values(OUTBOX_STATE), required: true },
    queuedAt: { type: Date, required: true },
    sentAt: Date,
    expiresAt: Date,
    sealed: { type: Buffer, required: true },
  },
  { collection: 'outbox', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ recipient: 1, state: 1, queuedAt: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** The repository of `outbox`. */
export function createOutboxRepository(connection: Connection): OutboxRepository {
  const model = connection.model('Outbox', schema);
  return {
    async insert({ id, ...row }) {
      try {
        await model.create({ _id: id, ...row } as never);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async queued(recipientHashes) {
      const found = await model
        .find({ recipient: { $in: [...recipientHashes] }, state: OUTBOX_STATE.queued })
        .sort({ queuedAt: 1 })
        .lean();
      return found.map((stored) => {
        const { _id, ...row } = stored as unknown as Omit<OutboxRecord, 'id'> & { _id: string };
        return { ...row, id: _id, sealed: toBuffer(row.sealed as StoredBytes) };
      });
    },
    async markSent(id, recipientHashes, sentAt, expiresAt) {
      const { matchedCount } = await model.updateOne(
        { _id: id, recipient: { $in: [...recipientHashes] }, state: OUTBOX_STATE.queued },
        { $set: { state: OUTBOX_STATE.sent, sentAt, expiresAt } },
      );
      return matchedCount === 1;
    },
  };
}
