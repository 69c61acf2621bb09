import type { Attachment } from '../../bot/message.js';
import type { Authorisation } from '../../domain/petition-content.js';

/** A place while it is being settled. */
export interface PlaceAnswer {
  /** The division it turned out to be. */
  code: string | null;
  /** Codes to choose from while several fit, or the one to be confirmed. */
  options: string[];
  /** The person's words, kept where no division fits. */
  words: string;
  /** “东头”, “3号楼”. */
  detail: string;
  /** Settled without a (finer) division: the person cannot or need not say. */
  closed: boolean;
  /** Which page of the list of places is shown. */
  page: number;
}

/** Everything a filing knows so far; plain JSON, sealed with the session. */
export interface FilingValues {
  /** What happened, in the person's own words, message by message. */
  words: string[];
  /** Other messages that also said something of it (corrections, asides). */
  alsoSaid: string[];
  attachments: Attachment[];
  request: string;
  requestSaid: boolean;
  place: PlaceAnswer;
  residence: PlaceAnswer;
  name: string;
  anonymous: boolean;
  phone: string;
  phoneDeclined: boolean;
  /** Digits that looked like a phone number and were none, to be asked about. */
  badPhone: boolean;
  idNumber: string;
  badIdNumber: boolean;
  people: number | null;
  households: number | null;
  representatives: Array<{ name: string; phone?: string }>;
  representativesClosed: boolean;
  /** Filing for somebody else: the relation in the agent's words. */
  relation: string;
  petitionerName: string;
  authorisation: Authorisation | '';
  authorisationProof: string;
  /** The code of the person represented was right; or was wrong the last time. */
  authorisationChecked: '' | 'right' | 'wrong';
  /** 拆件: whether claim and report are filed apart. */
  split: '' | 'yes' | 'no';
  /** An open petition on what seems the same matter. */
  similar: { petitionNo: string; filedOn: string } | null;
  similarAnswer: '' | 'new' | 'add';
  similarChecked: boolean;
  /** When the notice on personal data was offered (ISO instant). */
  privacyOfferedAt: string;
  /** Hints that a residence is missing were given once. */
  residencePressed: boolean;
  /** Began as a suggestion. */
  suggestion: boolean;
}

const noPlace = (): PlaceAnswer => ({
  code: null,
  options: [],
  words: '',
  detail: '',
  closed: false,
  page: 0,
});

/** A filing that knows nothing yet. */
export function emptyFiling(): FilingValues {
  return {
    words: [],
    alsoSaid: [],
    attachments: [],
    request: '',
    requestSaid: false,
    place: noPlace(),
    residence: noPlace(),
    name: '',
    anonymous: false,
    phone: '',
    phoneDeclined: false,
    badPhone: false,
    idNumber: '',
    badIdNumber: false,
    people: null,
    households: null,
    representatives: [],
    representativesClosed: false,
    relation: '',
    petitionerName: '',
    authorisation: '',
    authorisationProof: '',
    authorisationChecked: '',
    split: '',
    similar: null,
    similarAnswer: '',
    similarChecked: false,
    privacyOfferedAt: '',
    residencePressed: false,
    suggestion: false,
  };
}

export const clearedPlace = noPlace;

/** All that the person said of the matter, as one text. */
export function statementOf(values: FilingValues): string {
  return [...values.words, ...values.alsoSaid].join('\n');
}
