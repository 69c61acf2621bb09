import type { Collection, Connection, mongo } from 'mongoose';
import { isDuplicateKey } from '../duplicate-key.js';
import { sessionSchema } from './schema.js';
import { type RecentTurn, SESSION_BOUNDS, type Session } from './session.js';

/** The outcome of trying to take a session for one message. */
export type Claim =
  | {
      kind: 'claimed';
      version: number;
      state: Buffer | null;
      /** Turns answered on `countedOn`, a Shanghai day. */
      counted: number;
      countedOn: string | null;
    }
  /** The message was answered before; `turn` is its sealed turn while it is still kept. */
  | { kind: 'answered'; turn: Buffer | null }
  /** The identity is over. */
  | { kind: 'ended' }
  /** Another message of this person is being worked on. */
  | { kind: 'busy' };

export interface Commit {
  key: string;
  token: string;
  version: number;
  messageId: string;
  at: Date;
  state: Buffer;
  turn: Buffer;
  counted: number;
  countedOn: string;
  draftErasesAt: Date | null;
  draftToAnnounce: boolean;
}

/** What a session holds between two turns. */
export interface HeldState {
  version: number;
  state: Buffer | null;
  draftErasesAt: Date | null;
}

/** A draft whose time the sweep must look at. */
export interface DueDraft {
  key: string;
  draftErasesAt: Date;
}

export type SessionRepository = ReturnType<typeof createSessionRepository>;

const bytes = (value: unknown): Buffer | null => {
  if (value === null || value === undefined) return null;
  return Buffer.isBuffer(value) ? value : Buffer.from((value as mongo.Binary).buffer);
};

/** Not held by a turn, or by one that is surely over. */
const free = (now: Date) => ({ $or: [{ leaseToken: null }, { leaseUntil: { $lt: now } }] });

/**
 * Sessions as the turn protocol needs them. The two writes of a turn are the hottest of the service, so they
 * go through the driver's collection; the mongoose model declares schema and indexes.
 */
export function createSessionRepository(connection: Connection) {
  const model = connection.model<Session>('Session', sessionSchema);
  const collection = model.collection as unknown as Collection<Session>;

  /** Why a session could not be claimed. */
  const unclaimed = async (key: string, messageId: string): Promise<Claim> => {
    const found = await collection.findOne(
      { _id: key, $or: [{ seen: messageId }, { ended: true }] },
      { projection: { ended: 1, recent: { $elemMatch: { id: messageId } } } },
    );
    if (!found) return { kind: 'busy' };
    if (found.ended) return { kind: 'ended' };
    return { kind: 'answered', turn: bytes(found.recent?.[0]?.turn) };
  };

  const dueDrafts = async (filter: object, limit: number, afterKey?: string): Promise<DueDraft[]> => {
    const after = afterKey === undefined ? {} : { _id: { $gt: afterKey } };
    const found = await collection
      .find({ ...filter, ...after }, { projection: { draftErasesAt: 1 }, limit, sort: { _id: 1 } })
      .toArray();
    return found.map((session) => ({ key: session._id, draftErasesAt: session.draftErasesAt as Date }));
  };

  return {
    model,

    /**
     * Takes the session for `messageId` until `leaseUntil`, unless the message was answered, the session is
     * held or the identity is over.
     */
    async claim(key: string, messageId: string, token: string, now: Date, leaseUntil: Date): Promise<Claim> {
      try {
        const session = await collection.findOneAndUpdate(
          { _id: key, seen: { $ne: messageId }, ended: { $ne: true }, ...free(now) },
          {
            $set: { leaseToken: token, leaseUntil },
            $setOnInsert: {
              version: 0,
              state: null,
              recent: [],
              draftErasesAt: null,
              draftToAnnounce: false,
              draftAnnouncedAt: null,
              counted: 0,
              countedOn: null,
              // Reckoned from the start, so that a session no turn ever finished does not stay for ever.
              lastAt: now,
            },
          },
          {
            upsert: true,
            returnDocument: 'after',
            projection: { version: 1, state: 1, counted: 1, countedOn: 1 },
          },
        );
        if (!session) return { kind: 'busy' };
        return {
          kind: 'claimed',
          version: session.version,
          state: bytes(session.state),
          counted: session.counted ?? 0,
          countedOn: session.countedOn ?? null,
        };
      } catch (error) {
        // The session exists but did not match: answered before, held by another turn, or over.
        if (isDuplicateKey(error)) return unclaimed(key, messageId);
        throw error;
      }
    },

    /** Writes the turn if the lease and the version still stand. False: somebody else went on; start again. */
    async commit(commit: Commit): Promise<boolean> {
      const recent: RecentTurn = { id: commit.messageId, at: commit.at, turn: commit.turn };
      const result = await collection.updateOne(
        { _id: commit.key, leaseToken: commit.token, version: commit.version },
        {
          $set: {
            state: commit.state,
            version: commit.version + 1,
            leaseToken: null,
            leaseUntil: null,
            draftErasesAt: commit.draftErasesAt,
            draftToAnnounce: commit.draftToAnnounce,
            draftAnnouncedAt: null,
            counted: commit.counted,
            countedOn: commit.countedOn,
            lastAt: commit.at,
          },
          $push: {
            recent: { $each: [recent], $slice: -SESSION_BOUNDS.recent },
            seen: { $each: [commit.messageId], $slice: -SESSION_BOUNDS.seen },
          },
        },
      );
      return result.modifiedCount === 1;
    },

    /** Gives the session back after a turn that failed, so that the message can be delivered again at once. */
    async release(key: string, token: string): Promise<void> {
      await collection.updateOne(
        { _id: key, leaseToken: token },
        { $set: { leaseToken: null, leaseUntil: null } },
      );
    },

    /** The kept turns, oldest first. */
    async recent(key: string): Promise<Array<{ id: string; at: Date; turn: Buffer }>> {
      const found = await collection.findOne({ _id: key }, { projection: { recent: 1 } });
      return (found?.recent ?? []).map((turn) => ({
        id: turn.id,
        at: turn.at,
        turn: bytes(turn.turn) as Buffer,
      }));
    },

    /**
     * Erases everything the conversation holds and takes nothing for this key any more, also not the turn that
     * is running: what stays is that it ended, until the TTL removes it.
     */
    async end(key: string, at: Date): Promise<void> {
      await collection.updateOne(
        { _id: key },
        {
          $set: {
            ended: true,
            state: null,
            recent: [],
            seen: [],
            leaseToken: null,
            leaseUntil: null,
            draftErasesAt: null,
            draftToAnnounce: false,
            draftAnnouncedAt: null,
            counted: 0,
            countedOn: null,
            lastAt: at,
          },
          $inc: { version: 1 },
        },
        { upsert: true },
      );
    },

    /** Drafts erased before `at` of which nobody has been told; in order of key, after `afterKey`. */
    draftsToAnnounce: (at: Date, limit: number, afterKey?: string): Promise<DueDraft[]> =>
      dueDrafts(
        { draftErasesAt: { $type: 'date', $lte: at }, draftToAnnounce: true, draftAnnouncedAt: null },
        limit,
        afterKey,
      ),

    /** Drafts whose time is over and whose people, where they are told at all, were told before `announcedBefore`. */
    draftsToErase: (
      now: Date,
      announcedBefore: Date,
      limit: number,
      afterKey?: string,
    ): Promise<DueDraft[]> =>
      dueDrafts(
        {
          draftErasesAt: { $type: 'date', $lte: now },
          $or: [
            { draftToAnnounce: { $ne: true } },
            { draftAnnouncedAt: { $type: 'date', $lte: announcedBefore } },
          ],
        },
        limit,
        afterKey,
      ),

    /** The state of a session that no turn holds at `now`, for work beside the conversation. */
    async read(key: string, now: Date): Promise<HeldState | null> {
      const found = await collection.findOne(
        { _id: key, ...free(now) },
        { projection: { version: 1, state: 1, draftErasesAt: 1 } },
      );
      if (!found) return null;
      const { version, state, draftErasesAt } = found;
      return { version, state: bytes(state), draftErasesAt: draftErasesAt ?? null };
    },

    /**
     * Puts a state without the draft in place and erases the turns in which it was told; their ids stay. False
     * when the conversation went on meanwhile.
     */
    async dropDraft(drop: {
      key: string;
      version: number;
      state: Buffer;
      /** The turns of this time are erased. */
      told: { from: Date; until: Date };
      now: Date;
    }): Promise<boolean> {
      const { key, version, state, told, now } = drop;
      const result = await collection.updateOne(
        { _id: key, version, ...free(now) },
        {
          $set: {
            state,
            version: version + 1,
            leaseToken: null,
            leaseUntil: null,
            draftErasesAt: null,
            draftToAnnounce: false,
            draftAnnouncedAt: null,
          },
          $pull: { recent: { at: { $gte: told.from, $lte: told.until } } },
        },
      );
      return result.modifiedCount === 1;
    },

    /** Marks the announcement as made at `at`, if the draft is still the same. */
    async markDraftAnnounced(key: string, draftErasesAt: Date, at: Date): Promise<void> {
      await collection.updateOne({ _id: key, draftErasesAt }, { $set: { draftAnnouncedAt: at } });
    },
  };
}
