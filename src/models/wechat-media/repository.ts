import { type Connection, Schema } from 'mongoose';

export type WechatMediaState = 'queued' | 'stored' | 'expired' | 'refused';

/** A picture, recording or video that lies with the platform and is to be fetched. */
export interface WechatMediaEntry {
  /** The id under which it will be stored, promised to the conversation already. */
  fileId: string;
  person: string;
  mediaId: string;
  kind: 'image' | 'audio' | 'video' | 'document';
  name?: string;
  receivedAt: Date;
}

export interface ClaimedMedia extends WechatMediaEntry {
  attempts: number;
  token: string;
}

export interface WechatMediaRepository {
  /** Queues it once. */
  enqueue(entry: WechatMediaEntry, dueAt: Date): Promise<void>;
  /** Takes the entry that is due longest until `leaseUntil`. */
  claimDue(now: Date, leaseUntil: Date, token: string): Promise<ClaimedMedia | undefined>;
  finish(
    fileId: string,
    token: string,
    state: 'stored' | 'expired' | 'refused',
    reason?: string,
  ): Promise<boolean>;
  postpone(fileId: string, token: string, dueAt: Date, reason: string): Promise<void>;
  /** How many are in each state. */
  counts(): Promise<Record<WechatMediaState, number>>;
}

const states: readonly WechatMediaState[] = ['queued', 'stored', 'expired', 'refused'];
const schema = new Schema(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    mediaId: { type: String, required: true },
    kind: { type: String, required: true },
    name: String,
    receivedAt: { type: Date, required: true },
    state: { type: String, enum: states, required: true },
    attempts: { type: Number, required: true },
    dueAt: Date,
    leaseToken: String,
    reason: String,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'wechat_media', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ dueAt: 1 }, { sparse: true });
schema.index({ state: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const DAYS_30 = 30 * 24 * 60 * 60_000;

/** The repository of `wechat_media`: downloads that are owed, and what became of them. */
export function createWechatMediaRepository(connection: Connection): WechatMediaRepository {
  const model = connection.model('WechatMedia', schema);
  return {
    async enqueue({ fileId, ...entry }, dueAt) {
      const expiresAt = new Date(entry.receivedAt.getTime() + DAYS_30);
      await model.updateOne(
        { _id: fileId },
        { $setOnInsert: { ...entry, state: 'queued', attempts: 0, dueAt, expiresAt } },
        { upsert: true },
      );
    },
    async claimDue(now, leaseUntil, token) {
      const found = await model
        .findOneAndUpdate(
          { dueAt: { $lte: now } },
          { $set: { dueAt: leaseUntil, leaseToken: token }, $inc: { attempts: 1 } },
          { sort: { dueAt: 1 }, returnDocument: 'after' },
        )
        .lean();
      if (!found) return undefined;
      const { _id, person, mediaId, kind, name, receivedAt, attempts } = found as unknown as ClaimedMedia & {
        _id: string;
      };
      return { fileId: _id, person, mediaId, kind, receivedAt, attempts, token, ...(name ? { name } : {}) };
    },
    async finish(fileId, token, state, reason) {
      const { modifiedCount } = await model.updateOne(
        { _id: fileId, leaseToken: token },
        { $set: { state, ...(reason ? { reason } : {}) }, $unset: { dueAt: 1, leaseToken: 1 } },
      );
      return modifiedCount === 1;
    },
    async postpone(fileId, token, dueAt, reason) {
      await model.updateOne(
        { _id: fileId, leaseToken: token },
        { $set: { dueAt, reason }, $unset: { leaseToken: 1 } },
      );
    },
    async counts() {
      const numbers = await Promise.all(states.map((state) => model.countDocuments({ state })));
      return Object.fromEntries(states.map((state, n) => [state, numbers[n]])) as Record<
        WechatMediaState,
        number
      >;
    },
  };
}
