import { Schema } from 'mongoose';
import type { Session } from './session.js';

const recentTurnSchema = new Schema(
  {
    id: { type: String, required: true },
    at: { type: Date, required: true },
    turn: { type: Buffer, required: true },
  },
  { _id: false },
);

export const sessionSchema = new Schema<Session>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true, default: 0 },
    leaseToken: { type: String, default: null },
    leaseUntil: { type: Date, default: null },
    state: { type: Buffer, default: null },
    recent: { type: [recentTurnSchema], default: [] },
    seen: { type: [String], default: [] },
    draftErasesAt: { type: Date, default: null },
    draftToAnnounce: { type: Boolean, default: false },
    draftAnnouncedAt: { type: Date, default: null },
    counted: { type: Number, default: 0 },
    countedOn: { type: String, default: null },
    lastAt: { type: Date, default: null },
    ended: Boolean,
  },
  { collection: 'sessions', versionKey: false, strict: 'throw', autoIndex: false },
);

// Only sessions that hold a draft are of interest to the sweep.
sessionSchema.index({ draftErasesAt: 1 }, { partialFilterExpression: { draftErasesAt: { $type: 'date' } } });

/** As long as a visitor's cookie lives, in seconds; a conversation nobody came back to is then erased. */
const KEPT_SECONDS = 180 * 86_400;
sessionSchema.index({ lastAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });
