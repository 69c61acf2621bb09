import type { Collection, Connection, mongo } from 'mongoose';
import { isDuplicateKey } from '../duplicate-key.js';
import { sessionSchema } from './schema.js';
import { type RecentTurn, SESSION_BOUNDS, type Session } from './session.js';

/** The outcome of trying to take a session for one message. */
export type Claim =
  | { kind: 'claimed'; version: number; state: Buffer | null; lastAt: Date | null }
  /** The message was answered before; `turn` is its sealed turn while it is still kept. */
  | { kind: 'answered'; turn: Buffer | null }
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
  draftErasesAt: Date | null;
}

export type SessionRepository = ReturnType<typeof createSessionRepository>;

const bytes = (value: unknown): Buffer | null => {
  if (value === null || value === undefined) return null;
  return Buffer.isBuffer(value) ? value : Buffer.from((value as mongo.Binary).buffer);
};

/**
 * Sessions as the turn protocol needs them. The two writes of a turn are the hottest of the service, so they
 * go through the driver's collection; the mongoose model declares schema and indexes.
 */
export function createSessionRepository(connection: Connection) {
  const model = connection.model<Session>('Session', sessionSchema);
  const collection = model.collection as unknown as Collection<Session>;

  const answered = async (key: string, messageId: string): Promise<Claim> => {
    const found = await collection.findOne(
      { _id: key, seen: messageId },
      { projection: { recent: { $elemMatch: { id: messageId } } } },
    );
    if (!found) return { kind: 'busy' };
    return { kind: 'answered', turn: bytes(found.recent?.[0]?.turn) };
  };

  return {
    model,

    /** Takes the session for `messageId` until `leaseUntil`, unless the message was answered or the session is held. */
    async claim(key: string, messageId: string, token: string, now: Date, leaseUntil: Date): Promise<Claim> {
      try {
        const session = await collection.findOneAndUpdate(
          { _id: key, seen: { $ne: messageId }, $or: [{ leaseToken: null }, { leaseUntil: { $lt: now } }] },
          {
            $set: { leaseToken: token, leaseUntil },
            $setOnInsert: {
              version: 0,
              state: null,
              recent: [],
              draftErasesAt: null,
              draftAnnounced: false,
              lastAt: null,
            },
          },
          { upsert: true, returnDocument: 'after', projection: { version: 1, state: 1, lastAt: 1 } },
        );
        if (!session) return { kind: 'busy' };
        return {
          kind: 'claimed',
          version: session.version,
          state: bytes(session.state),
          lastAt: session.lastAt,
        };
      } catch (error) {
        // The session exists but did not match: answered before, or held by another turn.
        if (isDuplicateKey(error)) return answered(key, messageId);
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
            draftAnnounced: false,
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

    /** Erases everything the conversation holds. */
    async erase(key: string): Promise<void> {
      await collection.deleteOne({ _id: key });
    },

    /** Sessions whose draft is to be announced (`announced: false`) or erased, before `at`; at most `limit`. */
    async withDraftErasingBefore(
      at: Date,
      announced: boolean,
      limit: number,
    ): Promise<Array<{ key: string; draftErasesAt: Date }>> {
      const found = await collection
        .find(
          { draftErasesAt: { $type: 'date', $lte: at }, draftAnnounced: announced },
          { projection: { draftErasesAt: 1 }, limit, sort: { draftErasesAt: 1 } },
        )
        .toArray();
      return found.map((session) => ({ key: session._id, draftErasesAt: session.draftErasesAt as Date }));
    },

    /** The state of a free session, for work beside the conversation. */
    async read(key: string): Promise<{ version: number; state: Buffer | null } | null> {
      const found = await collection.findOne(
        { _id: key, leaseToken: null },
        { projection: { version: 1, state: 1 } },
      );
      return found ? { version: found.version, state: bytes(found.state) } : null;
    },

    /** Puts a state without a draft in place; false when the conversation went on meanwhile. */
    async dropDraft(key: string, version: number, state: Buffer): Promise<boolean> {
      const result = await collection.updateOne(
        { _id: key, version, leaseToken: null },
        { $set: { state, version: version + 1, draftErasesAt: null, draftAnnounced: false } },
      );
      return result.modifiedCount === 1;
    },

    /** Marks the announcement as made, if the draft is still the same. */
    async markDraftAnnounced(key: string, draftErasesAt: Date): Promise<void> {
      await collection.updateOne({ _id: key, draftErasesAt }, { $set: { draftAnnounced: true } });
    },
  };
}
