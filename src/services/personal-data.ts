import type { Clock } from '../clock.js';
import type { Asker } from '../domain/asker.js';
import { shanghaiDay } from '../domain/calendar.js';
import { CITIZEN_ROLE } from '../domain/may-know.js';
import {
  PERSONAL_DATA_REQUEST,
  type PersonalDataRequestKind,
  REQUEST_STATE,
} from '../domain/personal-data-request.js';
import type { Models } from '../models/create-models.js';
import type { Keyring } from '../secrets/keyring.js';
import { sealJson } from '../secrets/sealed-json.js';
import { askerKey, askerKeys } from './asker-keys.js';
import { createOwnPetitions, type OwnPetition } from './petitions/own.js';

/** 我的信息: what own petitions hold of the person. */
export interface PersonalData {
  petitions: {
    petitionNo: string;
    name?: string;
    phone?: string;
    idNumber?: string;
    residenceCode?: string;
    residenceDetail?: string;
  }[];
  /** Requests that a person still has to decide. */
  openRequests: { kind: PersonalDataRequestKind; requestedOn: string }[];
}

export interface PersonalDataService {
  /** From petitions this person filed for themself; empty at the terminal. */
  see(asker: Asker): Promise<PersonalData>;
  /** 更正信息: recorded, a person decides. */
  requestCorrection(request: {
    causeId: string;
    asker: Asker;
    text: string;
  }): Promise<{ requestedOn: string }>;
  /** 注销: asks to cut the tie between this chat identity and its petitions; a person decides. */
  requestUnlink(request: { causeId: string; asker: Asker }): Promise<{ requestedOn: string }>;
}

/** What a row of `personal_data_requests` seals. */
export interface SealedRequest {
  asker: Asker;
  at: Date;
  text: string;
}

/** Seeing, correcting and unlinking one's data. */
export function createPersonalData({
  models,
  keyring,
  clock,
}: {
  models: Models;
  keyring: Keyring;
  clock: Clock;
}): PersonalDataService {
  const own = createOwnPetitions({ models, keyring, clock });

  function record(
    kind: PersonalDataRequestKind,
    request: { causeId: string; asker: Asker },
    text: string,
  ): Promise<{ requestedOn: string }> {
    const id = keyring.blindIndex(JSON.stringify(['personal_data_request', request.causeId]));
    const at = clock.now();
    const sealed: SealedRequest = { asker: request.asker, at, text };
    const where = { collection: 'personal_data_requests', id, field: 'sealed' };
    return models.personalDataRequests.record({
      id,
      asker: askerKey(keyring, 'personal_data_requests', request.asker),
      kind,
      state: REQUEST_STATE.open,
      requestedOn: shanghaiDay(at),
      sealed: sealJson(keyring.sealer, sealed, where),
    });
  }

  return {
    async see(asker) {
      if (asker.terminal) return { petitions: [], openRequests: [] };
      const mine = await own.list(asker);
      const keys = askerKeys(keyring, 'personal_data_requests', asker);
      return {
        petitions: mine.filter(({ role }) => role === CITIZEN_ROLE.petitioner).map(heldBy),
        openRequests: await models.personalDataRequests.openOf(keys),
      };
    },
    requestCorrection: (request) => record(PERSONAL_DATA_REQUEST.correction, request, request.text),
    requestUnlink: (request) => record(PERSONAL_DATA_REQUEST.unlink, request, ''),
  };
}

function heldBy({ petition }: OwnPetition): PersonalData['petitions'][number] {
  const { name, phone, idNumber, residence, residenceDetail } = petition.content.petitioner;
  const { petitionNo } = petition;
  return { petitionNo, name, phone, idNumber, residenceCode: residence?.code, residenceDetail };
}
