import { Schema } from 'mongoose';
import { CHANNEL } from '../../domain/channel.js';
import { CLOCK, CLOCK_STATE } from '../../domain/clocks.js';
import { PETITION_EVENTS } from '../../domain/petition-events.js';
import { PETITION_STATUSES } from '../../domain/petition-status.js';
import { RATED_OBJECT, RATING_LEVEL } from '../../domain/rating.js';
import { PURPOSE, ROUTE } from '../../domain/taxonomy.js';
import { WITHDRAWAL_STATE } from '../../domain/withdrawal.js';
import { PETITION_SOURCE } from './entity.js';

const part = { _id: false, strict: 'throw' } as const;
const text = { type: String, required: true } as const;
const bytes = { type: Buffer, required: true } as const;
const oneOf = (codes: Record<string, string>) => ({ type: String, enum: Object.values(codes) });

const flags = new Schema(
  {
    confidential: { type: Boolean, required: true },
    urgent: { type: Boolean, required: true },
    anonymous: Boolean,
    filedByAgent: Boolean,
    group: Boolean,
    repeat: Boolean,
  },
  part,
);

const clock = new Schema(
  {
    id: text,
    clock: { ...oneOf(CLOCK), required: true },
    startedOn: text,
    dueOn: text,
    state: { ...oneOf(CLOCK_STATE), required: true },
    stoppedOn: String,
  },
  part,
);

const withdrawal = new Schema(
  {
    state: { ...oneOf(WITHDRAWAL_STATE), required: true },
    requestedOn: text,
    takeBackUntilOn: text,
    effectiveOn: text,
  },
  part,
);

const ratings = new Schema(
  Object.fromEntries(Object.values(RATED_OBJECT).map((object) => [object, oneOf(RATING_LEVEL)])),
  part,
);

const event = new Schema(
  {
    id: text,
    type: { type: String, enum: PETITION_EVENTS, required: true },
    on: text,
    cause: text,
    detail: bytes,
    detailHash: text,
    prevHash: { type: String, default: '' },
    hash: text,
  },
  part,
);

/** `petitions`: one document is one aggregate. */
export const petitionSchema = new Schema(
  {
    _id: text,
    version: { type: Number, required: true },
    petitionNo: text,
    codeHash: text,
    codeVersion: { type: Number, required: true },
    status: { type: String, enum: PETITION_STATUSES, required: true },
    source: { ...oneOf(PETITION_SOURCE), required: true },
    filedOn: text,
    flags: { type: flags, required: true },
    channel: oneOf(CHANNEL),
    matterPlaceCode: String,
    purpose: oneOf(PURPOSE),
    classes: { type: [new Schema({ level1: text, level2: String }, part)], default: undefined },
    routes: { type: [oneOf(ROUTE)], default: undefined },
    people: Number,
    households: Number,
    guideVersion: text,
    privacyVersion: text,
    content: bytes,
    supplements: [new Schema({ id: text, on: text, sealed: bytes }, part)],
    clocks: [clock],
    nextDueAt: Date,
    withdrawal,
    urgedOn: String,
    ratings: { type: ratings, default: () => ({}) },
    serving: new Schema({ servedOn: text, disputedOn: String }, part),
    events: [event],
    pendingEffects: [new Schema({ id: text, sealed: bytes }, part)],
    /** True exactly while `pendingEffects` may hold something; what the sweep reads by. */
    effectsPending: Boolean,
  },
  { collection: 'petitions', strict: 'throw', versionKey: false, autoIndex: false, minimize: false },
);

petitionSchema.index({ petitionNo: 1 }, { unique: true });
petitionSchema.index({ codeHash: 1 });
petitionSchema.index({ nextDueAt: 1 }, { sparse: true });
petitionSchema.index({ effectsPending: 1 }, { partialFilterExpression: { effectsPending: true } });
petitionSchema.index(
  { 'withdrawal.effectiveOn': 1 },
  { partialFilterExpression: { 'withdrawal.state': 'pending' } },
);
petitionSchema.index({ status: 1, filedOn: 1 });
