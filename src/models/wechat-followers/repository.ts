import { type AnyBulkWriteOperation, type Connection, type mongo, Schema } from 'mongoose';
import { isDuplicateKey } from '../duplicate-key.js';

export type FollowerWindow = 'message' | 'action';

export interface Follower {
  openid: string;
  /** Undefined until the platform has said so. */
  following?: boolean;
  followChangedAt?: Date;
  windows: Partial<Record<FollowerWindow, { openedAt: Date; sent: number }>>;
  /** Subscription grants left, by template id. */
  grants: Record<string, number>;
}

/** A person opened a window by writing or tapping. */
export interface WindowOpening {
  openid: string;
  window: FollowerWindow;
  openedAt: Date;
}

export interface GrantChange {
  templateId: string;
  change: 'granted' | 'refused';
}

export interface WechatFollowerRepository {
  find(openid: string): Promise<Follower | undefined>;
  /** Opens windows; an older opening than the one known changes nothing. */
  open(openings: readonly WindowOpening[]): Promise<void>;
  /** Counts one message in that opening of the window if it holds one more; whether it did. */
  useWindow(openid: string, window: FollowerWindow, openedAt: Date, holds: number): Promise<boolean>;
  /** Gives a counted message back: it was surely not sent. */
  giveBackWindow(openid: string, window: FollowerWindow, openedAt: Date): Promise<void>;
  /** The platform says the window is shut: nothing more goes through this opening. */
  shutWindow(openid: string, window: FollowerWindow, openedAt: Date, holds: number): Promise<void>;
  /** Follows or not, unless something later is known already. */
  setFollowing(openid: string, following: boolean, at: Date): Promise<void>;
  /** Applies the grants of one event once, whatever is delivered again. */
  grant(openid: string, eventId: string, changes: readonly GrantChange[]): Promise<void>;
  /** Uses one grant up; whether there was one. */
  useGrant(openid: string, templateId: string): Promise<boolean>;
  giveBackGrant(openid: string, templateId: string): Promise<void>;
  /** The platform says there is no grant. */
  dropGrants(openid: string, templateId: string): Promise<void>;
}

const windowSchema = new Schema({ openedAt: Date, sent: Number }, { _id: false });
const schema = new Schema(
  {
    _id: { type: String, required: true },
    following: Boolean,
    followChangedAt: Date,
    windows: { message: windowSchema, action: windowSchema },
    grants: { type: Schema.Types.Mixed },
    grantEvents: { type: [String], default: undefined },
  },
  { collection: 'wechat_followers', strict: 'throw', versionKey: false, autoIndex: false, minimize: false },
);

/** The repository of `wechat_followers`: windows, grants and whether a person still follows. */
export function createWechatFollowerRepository(connection: Connection): WechatFollowerRepository {
  const model = connection.model('WechatFollower', schema);
  const collection = () => model.collection as unknown as mongo.Collection<{ _id: string }>;

  /** For upserts whose filter does not match a record that exists: nothing is to be changed then. */
  async function unlessTaken(write: Promise<unknown>): Promise<void> {
    await write.catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  }

  return {
    async find(openid) {
      const found = await model.findById(openid).lean();
      if (!found) return undefined;
      const { following, followChangedAt, windows, grants } = found as unknown as Partial<Follower>;
      return {
        openid,
        windows: windows ?? {},
        grants: grants ?? {},
        ...(following === undefined ? {} : { following }),
        ...(followChangedAt === undefined ? {} : { followChangedAt }),
      };
    },

    async open(openings) {
      const writes = openings.map(
        ({ openid, window, openedAt }): AnyBulkWriteOperation<{ _id: string }> => ({
          updateOne: {
            filter: {
              _id: openid,
              $or: [
                { [`windows.${window}`]: { $exists: false } },
                { [`windows.${window}.openedAt`]: { $lt: openedAt } },
              ],
            } as never,
            update: { $set: { [`windows.${window}`]: { openedAt, sent: 0 } } } as never,
            upsert: true,
          },
        }),
      );
      if (writes.length > 0) await unlessTaken(collection().bulkWrite(writes as never, { ordered: false }));
    },

    async useWindow(openid, window, openedAt, holds) {
      const { modifiedCount } = await model.updateOne(
        { _id: openid, [`windows.${window}.openedAt`]: openedAt, [`windows.${window}.sent`]: { $lt: holds } },
        { $inc: { [`windows.${window}.sent`]: 1 } },
      );
      return modifiedCount === 1;
    },
    async giveBackWindow(openid, window, openedAt) {
      await model.updateOne(
        { _id: openid, [`windows.${window}.openedAt`]: openedAt, [`windows.${window}.sent`]: { $gt: 0 } },
        { $inc: { [`windows.${window}.sent`]: -1 } },
      );
    },
    async shutWindow(openid, window, openedAt, holds) {
      await model.updateOne(
        { _id: openid, [`windows.${window}.openedAt`]: openedAt },
        { $set: { [`windows.${window}.sent`]: holds } },
      );
    },

    async setFollowing(openid, following, at) {
      await unlessTaken(
        model.updateOne(
          { _id: openid, $or: [{ followChangedAt: { $exists: false } }, { followChangedAt: { $lte: at } }] },
          { $set: { following, followChangedAt: at } },
          { upsert: true },
        ),
      );
    },

    async grant(openid, eventId, changes) {
      const granted = changes.filter(({ change }) => change === 'granted');
      const refused = changes.filter(({ change }) => change === 'refused');
      await unlessTaken(
        model.updateOne(
          { _id: openid, grantEvents: { $ne: eventId } },
          {
            $push: { grantEvents: { $each: [eventId], $slice: -50 } },
            ...(granted.length > 0 && {
              $inc: Object.fromEntries(granted.map(({ templateId }) => [`grants.${templateId}`, 1])),
            }),
            ...(refused.length > 0 && {
              $set: Object.fromEntries(refused.map(({ templateId }) => [`grants.${templateId}`, 0])),
            }),
          },
          { upsert: true },
        ),
      );
    },
    async useGrant(openid, templateId) {
      const { modifiedCount } = await model.updateOne(
        { _id: openid, [`grants.${templateId}`]: { $gt: 0 } },
        { $inc: { [`grants.${templateId}`]: -1 } },
      );
      return modifiedCount === 1;
    },
    async giveBackGrant(openid, templateId) {
      await model.updateOne({ _id: openid }, { $inc: { [`grants.${templateId}`]: 1 } });
    },
    async dropGrants(openid, templateId) {
      await model.updateOne({ _id: openid }, { $set: { [`grants.${templateId}`]: 0 } });
    },
  };
}
