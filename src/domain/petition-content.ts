import type { Division } from './divisions.js';
import type { AttachedFile } from './file-kind.js';
import type { ClassPath, Purpose, Route } from './taxonomy.js';

/** 信访人: what 《信访工作条例》 article 19 asks for; everything may be missing when the person stays unnamed. */
export interface Petitioner {
  name?: string;
  /** Digits only. */
  phone?: string;
  idNumber?: string;
  /** 不留姓名: no written notice can be given (article 23). */
  anonymous: boolean;
  /** 住址: where the person lives, as far as known. */
  residence?: Division;
  residenceDetail?: string;
}

export const AUTHORISATION = {
  /** A photo of the written authorisation. */
  photo: 'photo',
  /** The represented person confirmed with a code. */
  code: 'code',
  /** The office calls the represented person back. */
  callBack: 'call_back',
} as const;
export type Authorisation = (typeof AUTHORISATION)[keyof typeof AUTHORISATION];

/** 代办人: files and follows up for the petitioner. */
export interface Agent {
  name: string;
  phone?: string;
  /** In the agent's words ("儿子", "村里的代办员"). */
  relation: string;
  authorisation: Authorisation;
  fileIds?: string[];
}

/** 推选的代表, at most five (article 20). */
export interface Representative {
  name: string;
  phone?: string;
}

/** 检举控告 as the person put it. */
export interface Wrongdoing {
  against: string;
  villageCadre: boolean;
  bureau: boolean;
  text: string;
}

/** What the bot proposes; a clerk confirms or changes it. */
export interface Proposal {
  purpose?: Purpose;
  classes: ClassPath[];
  routes: Route[];
  /** The person says it was raised before. */
  repeat: boolean;
  wrongdoing?: Wrongdoing;
}

/** A notice that was offered: its version and when. */
export interface NoticeShown {
  version: string;
  at: Date;
}

/** The part of a petition that its petitioner, or agent, says. */
export interface PetitionContent {
  petitioner: Petitioner;
  agent?: Agent;
  /** The person's own words, whole. */
  statement: string;
  /** 诉求: what is asked for. */
  request: string;
  /** True when the person said it, false when it was our guess that they let stand. */
  requestSaid: boolean;
  /** 问题属地 */
  matterPlace?: Division;
  placeDetail?: string;
  /** 信访人数 */
  people?: number;
  households?: number;
  representatives?: Representative[];
  proposal: Proposal;
  attachments: AttachedFile[];
  notices: { guide: NoticeShown; privacy: NoticeShown };
}
