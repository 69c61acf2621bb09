import type { Division } from '../../domain/divisions.js';
import type { ClassPath, Purpose, Route } from '../../domain/taxonomy.js';

/** A place named in a message, and which divisions it may mean. */
export interface PlaceMention {
  /** The words of the person that name it, and where they stand in `Understanding.text`. */
  text: string;
  start: number;
  end: number;
  /** `matter`: where it happened; `residence`: where the person lives; `unknown`: the words do not say. */
  role: 'matter' | 'residence' | 'unknown';
  /** One: that is the place. Several: ask which. Best first, at most nine. */
  candidates: Division[];
  /** `exact`: full name or name without suffix; `fuzzy`: homophone or one wrong character, to be confirmed. */
  match: 'exact' | 'fuzzy';
  /** True where the person says it is not this ("不是石横一村"). */
  negated: boolean;
  /** What the person adds to the place in their own words ("东头", "3号楼2单元"), for the read-back. */
  detail?: string;
}

/** What kind of danger to life the message tells of; the numbers to call are in `data/danger.json`. */
export const DANGER = {
  selfHarm: 'self_harm',
  violence: 'violence',
  fire: 'fire',
  powerLine: 'power_line',
  gas: 'gas',
  /** Somebody's life or body in danger now: collapse, drowning, unconscious, trapped. */
  medical: 'medical',
} as const;
export type Danger = (typeof DANGER)[keyof typeof DANGER];

/** A report of wrongdoing (检举控告) inside a message. */
export interface WrongdoingReport {
  /** Who is reported, in the person's words ("村支书", "镇里的李主任"); empty when not said. */
  against: string;
  /** The reported people belong to the village itself. */
  villageCadre: boolean;
  /** The reported people belong to the petition bureau itself. */
  bureau: boolean;
  /** The sentences that make the report. */
  text: string;
}

/** Everything that can be read out of one message without asking. Pure data, proposals only. */
export interface Understanding {
  /** The message, trimmed and width-normalised (full-width digits and letters to half width); nothing else changed. */
  text: string;
  /** Describes a problem, a wish, a suggestion or a report: enough to start a filing. */
  isPetition: boolean;
  /** Wants to file something, with or without content yet ("我要反映问题"). */
  wantsToFile: boolean;
  act: 'petition' | 'greeting' | 'thanks' | 'question' | 'abuse' | 'answer' | 'other';
  /** Danger to life now; answered before anything else. Figures of speech do not count. */
  danger?: Danger;
  /** Bitter or desperate words without danger ("活不下去了"): a word of care, no alarm. */
  distress: boolean;
  /** Somebody is hurt or ill, no danger now ("老人摔了两次"): one caring half-sentence first. */
  injury: boolean;
  places: PlaceMention[];
  /** A well-known place outside the county that the message names ("东平", "济南"). */
  outsidePlace?: string;
  /** The petitioner's own phone number, digits only (mobile 11 digits, or landline with area code). */
  phone?: string;
  /** `digits`: a number like that of a mobile telephone has too few or too many digits, and there is no `phone`. */
  phoneProblem?: 'digits';
  /** The petitioner's own name. */
  name?: string;
  /** An ID number; `valid` by GB 11643 checksum and date. */
  idNumber?: { value: string; valid: boolean };
  /** Number of people or households the petition speaks for, when said. */
  people?: number;
  households?: number;
  /** Dates and spans in the person's words ("去年10月", "三个月"). */
  dates: string[];
  purpose?: Purpose;
  /** Best first; may be empty. */
  classes: ClassPath[];
  routes: Route[];
  /** The person says it was raised before. */
  repeat: boolean;
  wrongdoing?: WrongdoingReport;
  /** The claim without the report of wrongdoing, when the message holds both. */
  claimText?: string;
  /** Separate asks in the person's words, one per matter; one entry for an ordinary message. */
  asks: string[];
  /** What the person wants, in plain words ("尽快修好"), said or inferred from the class; see `requestSaid`. */
  request?: string;
  /** True when the person said it, false when it is our guess. */
  requestSaid: boolean;
  /** Filing for somebody else: the relation in their words ("母亲", "邻居", "村民") and, if said, that person's name. */
  onBehalf?: { relation: string; name?: string };
  /** Wants to stay unnamed. */
  anonymous: boolean;
  /** Short third-person-free restatement for the read-back: the person's own words without greetings, fillers, phone, name and 我们/俺, at most 80 characters. */
  summary: string;
}

/** What the conversation already knows; makes short answers readable. */
export interface UnderstandingContext {
  /** The field whose question is open: a bare place, name or number answers it. */
  asking?:
    | 'statement'
    | 'matterPlace'
    | 'residence'
    | 'name'
    | 'phone'
    | 'idNumber'
    | 'people'
    | 'request'
    | 'representatives'
    | string;
  /** Divisions already settled: "三村" after 石横一村 means 石横三村, 李庄 after 石横镇 means that town's. */
  matterPlace?: Division;
  residence?: Division;
}

export type Understand = (text: string, context?: UnderstandingContext) => Understanding;
