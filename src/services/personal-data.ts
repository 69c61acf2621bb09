import type { Asker } from '../domain/asker.js';

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
  openRequests: { kind: 'correction' | 'unlink'; requestedOn: string }[];
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
