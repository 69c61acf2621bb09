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
    draftAnnounced: { type: Boolean, default: false },
    lastAt: { type: Date, default: null },
  },
  { collection: 'sessions', versionKey: false, strict: 'throw' },
);

// Only sessions that hold a draft are of interest to the sweep.
sessionSchema.index({ draftErasesAt: 1 }, { partialFilterExpression: { draftErasesAt: { $type: 'date' } } });
