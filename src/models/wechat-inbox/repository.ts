import { type Connection, Schema } from 'mongoose';
import {
  type ClaimedEntry,
  INBOX_DECISION,
  INBOX_OUTCOME,
  INBOX_OWED,
  type InboxDecision,
  type InboxEntry,
  type InboxMessage,
  type InboxOutcome,
  type InboxOwed,
  type InboxWork,
  inboxId,
  isBefore,
  isTurnOfNow,
} from '../../domain/wechat-inbox.js';
import type { Sealer } from '../../secrets/sealer.js';
import { type StoredBytes, toBuffer } from '../binary.js';
import { isDuplicateKey } from '../duplicate-key.js';

export interface WechatInboxRepository {
  /** Everything kept of this person's last days, oldest first. */
  ofPerson(person: string): Promise<InboxEntry[]>;
  /** The same for several people, in their order. */
  ofPeople(people: readonly string[]): Promise<InboxEntry[][]>;
  /** Keeps the message, undecided, once. */
  register(message: InboxMessage): Promise<void>;
  /** Settles an undecided entry; the decision that holds, this one or an earlier one. */
  decide(id: string, decision: InboxDecision, work?: InboxWork): Promise<InboxDecision>;
  /** Keeps the parts of a passive answer beyond the first, once; `work` when they are to be pushed. */
  keepRest(id: string, parts: readonly string[], work?: InboxWork): Promise<void>;
  /** Takes the entry that is due longest. */
  claimDue(now: Date, leaseUntil: Date, token: string): Promise<ClaimedEntry | undefined>;
  /** Takes this entry's turn if it is due. */
  claimTurn(id: string, now: Date, leaseUntil: Date, token: string): Promise<ClaimedEntry | undefined>;
  /** The document as it came. */
  xmlOf(id: string): Promise<string>;
  /** The answer is known: its parts are owed from `dueAt` on. False when the lease is another's. */
  keepAnswer(id: string, token: string, parts: readonly string[], dueAt: Date): Promise<boolean>;
  partsOf(id: string): Promise<string[]>;
  /** A part went out. */
  advance(id: string, token: string, nextPart: number): Promise<boolean>;
  /** Again later. */
  postpone(id: string, token: string, dueAt: Date, reason: string): Promise<void>;
  /** Nothing is owed any more. `now`: those given up are kept 30 days from it. */
  finish(id: string, token: string, outcome: InboxOutcome, now: Date, reason?: string): Promise<void>;
  /** Another turn of this person comes first: given back, not counted as an attempt. */
  handBack(id: string, token: string, dueAt: Date): Promise<void>;
  /** Whether an earlier message of this person still waits for its turn. */
  hasEarlierTurn(entry: InboxEntry, now: Date): Promise<boolean>;
  /** Whether a later message of a burst waits for this person. */
  hasLaterBurst(entry: InboxEntry): Promise<boolean>;
  /** Answers that wait are not sent any more; messages not yet heard stay. */
  cancelPushes(person: string): Promise<void>;
  /** Hands part `part` out to a message, if it is still the next one. */
  handOut(id: string, part: number, to: string): Promise<boolean>;
  /** Entries given up, newest first. */
  dead(limit: number): Promise<InboxEntry[]>;
  /** How many entries are owed, and how many given up. */
  counts(): Promise<{ owed: number; dead: number }>;
}

const collection = 'wechat_inbox';
const schema = new Schema(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    messageId: { type: String, required: true },
    receivedAt: { type: Date, required: true },
    burst: { type: Boolean, required: true },
    decision: { type: String, enum: Object.values(INBOX_DECISION), required: true },
    owed: { type: String, enum: Object.values(INBOX_OWED) },
    dueAt: Date,
    leaseToken: String,
    attempts: { type: Number, required: true },
    partCount: { type: Number, required: true },
    nextPart: { type: Number, required: true },
    handedOut: [{ _id: false, to: String, part: Number }],
    outcome: { type: String, enum: Object.values(INBOX_OUTCOME) },
    reason: String,
    xml: { type: Buffer, required: true },
    parts: Buffer,
    expiresAt: { type: Date, required: true },
  },
  { collection, strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ person: 1, receivedAt: 1 });
schema.index({ dueAt: 1 }, { sparse: true });
schema.index({ outcome: 1, receivedAt: 1 }, { sparse: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const DAY = 24 * 60 * 60_000;
/** Settled entries are kept for later deliveries and for `继续`; those given up, for staff. */
const KEPT_DAYS = 3;
const DEAD_KEPT_DAYS = 30;
const LIGHT = { xml: 0, parts: 0 } as const;

/** The repository of `wechat_inbox`: messages that were acknowledged, or may be, before their answer is known. */
export function createWechatInboxRepository(connection: Connection, sealer: Sealer): WechatInboxRepository {
  const model = connection.model('WechatInboxEntry', schema);
  const place = (id: string, field: 'xml' | 'parts') => ({ collection, id, field });
  const sealParts = (id: string, parts: readonly string[]) =>
    sealer.seal(JSON.stringify(parts), place(id, 'parts'));
  const workFields = (work: InboxWork) => ({
    owed: work.owed,
    dueAt: work.dueAt,
    ...(work.token === undefined ? {} : { leaseToken: work.token }),
  });

  async function decisionOf(id: string): Promise<InboxDecision> {
    const found = await model.findById(id, { decision: 1 }).lean();
    return (found?.decision as InboxDecision | undefined) ?? INBOX_DECISION.open;
  }

  async function claim(filter: object, leaseUntil: Date, token: string): Promise<ClaimedEntry | undefined> {
    const found = await model
      .findOneAndUpdate(
        filter,
        { $set: { dueAt: leaseUntil, leaseToken: token }, $inc: { attempts: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after', projection: LIGHT },
      )
      .lean();
    return found ? { ...toEntry(found), token } : undefined;
  }

  return {
    async ofPerson(person) {
      return (await model.find({ person }, LIGHT).sort({ receivedAt: 1 }).lean()).map(toEntry);
    },

    async ofPeople(people) {
      const found = await model.find({ person: { $in: [...new Set(people)] } }, LIGHT).lean();
      if (found.length === 0) return people.map(() => []);
      const entries = found.map(toEntry).sort((a, b) => (isBefore(a, b) ? -1 : 1));
      return people.map((person) => entries.filter((entry) => entry.person === person));
    },

    async register({ xml, ...message }) {
      const id = inboxId(message.person, message.messageId);
      try {
        await model.updateOne(
          { _id: id },
          {
            $setOnInsert: {
              ...message,
              decision: INBOX_DECISION.open,
              attempts: 0,
              partCount: 0,
              nextPart: 0,
              handedOut: [],
              xml: sealer.seal(xml, place(id, 'xml')),
              expiresAt: new Date(message.receivedAt.getTime() + KEPT_DAYS * DAY),
            },
          },
          { upsert: true },
        );
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async decide(id, decision, work) {
      const { modifiedCount } = await model.updateOne(
        { _id: id, decision: INBOX_DECISION.open },
        { $set: { decision, ...(work ? workFields(work) : {}) } },
      );
      return modifiedCount === 1 ? decision : decisionOf(id);
    },

    async keepRest(id, parts, work) {
      await model.updateOne(
        { _id: id, partCount: 0 },
        {
          $set: {
            parts: sealParts(id, parts),
            partCount: parts.length,
            nextPart: 1,
            ...(work ? workFields(work) : { outcome: INBOX_OUTCOME.kept }),
          },
        },
      );
    },

    claimDue: (now, leaseUntil, token) => claim({ dueAt: { $lte: now } }, leaseUntil, token),
    claimTurn: (id, now, leaseUntil, token) =>
      claim({ _id: id, owed: INBOX_OWED.turn, dueAt: { $lte: now } }, leaseUntil, token),

    async xmlOf(id) {
      const found = await model.findById(id, { xml: 1 }).orFail().lean();
      return sealer.open(toBuffer(found.xml as StoredBytes), place(id, 'xml')).toString('utf8');
    },

    async keepAnswer(id, token, parts, dueAt) {
      const { modifiedCount } = await model.updateOne(
        { _id: id, leaseToken: token },
        {
          $set: {
            owed: INBOX_OWED.push,
            dueAt,
            attempts: 0,
            parts: sealParts(id, parts),
            partCount: parts.length,
            nextPart: 0,
          },
          $unset: { leaseToken: 1 },
        },
      );
      return modifiedCount === 1;
    },
    async partsOf(id) {
      const found = await model.findById(id, { parts: 1 }).orFail().lean();
      if (!found.parts) return [];
      return JSON.parse(
        sealer.open(toBuffer(found.parts as StoredBytes), place(id, 'parts')).toString('utf8'),
      );
    },
    async advance(id, token, nextPart) {
      const { modifiedCount } = await model.updateOne({ _id: id, leaseToken: token }, { $set: { nextPart } });
      return modifiedCount === 1;
    },
    async postpone(id, token, dueAt, reason) {
      await model.updateOne(
        { _id: id, leaseToken: token },
        { $set: { dueAt, reason }, $unset: { leaseToken: 1 } },
      );
    },
    async finish(id, token, outcome, now, reason) {
      const keptLonger =
        outcome === INBOX_OUTCOME.dead ? { expiresAt: new Date(now.getTime() + DEAD_KEPT_DAYS * DAY) } : {};
      await model.updateOne(
        { _id: id, leaseToken: token },
        {
          $set: { outcome, ...(reason === undefined ? {} : { reason }), ...keptLonger },
          $unset: { owed: 1, dueAt: 1, leaseToken: 1 },
        },
      );
    },

    async handBack(id, token, dueAt) {
      await model.updateOne(
        { _id: id, leaseToken: token },
        { $set: { dueAt }, $inc: { attempts: -1 }, $unset: { leaseToken: 1 } },
      );
    },
    async hasEarlierTurn(entry, now) {
      const { person, receivedAt } = entry;
      const waiting = await model
        .find({ person, receivedAt: { $lte: receivedAt }, owed: INBOX_OWED.turn }, LIGHT)
        .lean();
      return waiting.map(toEntry).some((other) => isBefore(other, entry) && isTurnOfNow(other, now));
    },
    async hasLaterBurst(entry) {
      const { person, receivedAt } = entry;
      const waiting = await model
        .find(
          { person, receivedAt: { $gte: receivedAt }, burst: true, owed: { $in: Object.values(INBOX_OWED) } },
          { _id: 1, receivedAt: 1 },
        )
        .lean();
      return waiting.some(({ _id, receivedAt: at }) => isBefore(entry, { id: _id, receivedAt: at }));
    },
    async cancelPushes(person) {
      await model.updateMany(
        { person, owed: INBOX_OWED.push },
        { $set: { outcome: INBOX_OUTCOME.cancelled }, $unset: { owed: 1, dueAt: 1, leaseToken: 1 } },
      );
    },
    async handOut(id, part, to) {
      const { modifiedCount } = await model.updateOne(
        { _id: id, nextPart: part },
        { $set: { nextPart: part + 1 }, $push: { handedOut: { to, part } } },
      );
      return modifiedCount === 1;
    },

    async dead(limit) {
      const found = await model
        .find({ outcome: INBOX_OUTCOME.dead }, LIGHT)
        .sort({ receivedAt: -1 })
        .limit(limit)
        .lean();
      return found.map(toEntry);
    },
    async counts() {
      const [owed, dead] = await Promise.all([
        model.countDocuments({ dueAt: { $gt: new Date(0) } }),
        model.countDocuments({ outcome: INBOX_OUTCOME.dead }),
      ]);
      return { owed, dead };
    },
  };
}

function toEntry(stored: object): InboxEntry {
  const entry = stored as Omit<InboxEntry, 'id' | 'leased'> & { _id: string; leaseToken?: string };
  return {
    id: entry._id,
    person: entry.person,
    messageId: entry.messageId,
    receivedAt: entry.receivedAt,
    burst: entry.burst,
    decision: entry.decision,
    attempts: entry.attempts,
    partCount: entry.partCount,
    nextPart: entry.nextPart,
    handedOut: entry.handedOut ?? [],
    leased: Boolean(entry.leaseToken),
    ...(entry.owed ? { owed: entry.owed as InboxOwed } : {}),
    ...(entry.dueAt ? { dueAt: entry.dueAt } : {}),
    ...(entry.outcome ? { outcome: entry.outcome } : {}),
    ...(entry.reason ? { reason: entry.reason } : {}),
  };
}
