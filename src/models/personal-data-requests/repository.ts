import { type Connection, Schema } from 'mongoose';
import {
  PERSONAL_DATA_REQUEST,
  type PersonalDataRequestKind,
  REQUEST_STATE,
  type RequestState,
} from '../../domain/personal-data-request.js';
import { isDuplicateKey } from '../duplicate-key.js';

export interface PersonalDataRequestRecord {
  /** Keyed hash of the cause. */
  id: string;
  /** Keyed hash of channel and person. */
  asker: string;
  kind: PersonalDataRequestKind;
  state: RequestState;
  requestedOn: string;
  /** Sealed: who asked, their words, exact time. */
  sealed: Buffer;
}

export interface PersonalDataRequestRepository {
  /** Records it once; the day of the first recording. */
  record(request: PersonalDataRequestRecord): Promise<{ requestedOn: string }>;
  openOf(askerHashes: readonly string[]): Promise<Pick<PersonalDataRequestRecord, 'kind' | 'requestedOn'>[]>;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    asker: { type: String, required: true },
    kind: { type: String, enum: Object.values(PERSONAL_DATA_REQUEST), required: true },
    state: { type: String, enum: Object.values(REQUEST_STATE), required: true },
    requestedOn: { type: String, required: true },
    sealed: { type: Buffer, required: true },
  },
  { collection: 'personal_data_requests', strict: 'throw', versionKey: false, autoIndex: false },
);
schema.index({ asker: 1, state: 1 });
schema.index({ state: 1, requestedOn: 1 });

/** The repository of `personal_data_requests`. */
export function createPersonalDataRequestRepository(connection: Connection): PersonalDataRequestRepository {
  const model = connection.model('PersonalDataRequest', schema);
  return {
    async record({ id, ...request }) {
      try {
        await model.create({ _id: id, ...request } as never);
        return { requestedOn: request.requestedOn };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const first = await model.findById(id, { requestedOn: 1 }).lean();
      return { requestedOn: first?.requestedOn ?? request.requestedOn };
    },
    async openOf(askerHashes) {
      const found = await model
        .find({ asker: { $in: [...askerHashes] }, state: REQUEST_STATE.open })
        .sort({ requestedOn: 1, kind: 1 })
        .lean();
      return found.map(({ kind, requestedOn }) => ({ kind: kind as PersonalDataRequestKind, requestedOn }));
    },
  };
}
