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
  /** The person it is filed for; `name` and `phone` are then the agent's, `residence` theirs. */
  petitionerName: string;
  /** Asked for only where somebody calls them back. */
  petitionerPhone: string;
  /** The agent said yes, it is for somebody else. */
  behalfConfirmed: boolean;
  /** The person said that it is their own matter after all. */
  ownMatter: boolean;
  authorisation: Authorisation | '';
  authorisationProof: string;
  /** A number that came without its code yet. */
  authorisationNo: string;
  /** The code was right; was wrong the last time; or opens a petition that does not show whose it is. */
  authorisationChecked: '' | 'right' | 'wrong' | 'unproven';
  /** 拆件: whether claim and report are filed apart. */
  split: '' | 'yes' | 'no';
  /** How often something else was said while this was asked. */
  splitMissed: number;
  /** Which of the two gets the photos. */
  photosTo: 'report' | 'claim';
  /** An open petition on what seems the same matter. */
  similar: { petitionNo: string; filedOn: string; confidential: boolean } | null;
  similarAnswer: '' | 'new' | 'add';
  similarChecked: boolean;
  /** Which notice on personal data was offered, and when (ISO instant). */
  privacyOffered: { version: string; at: string } | null;
  /** Hints that a residence is missing were given once. */
  residencePressed: boolean;
  /** Lives in another village than the matter's. */
  residenceElsewhere: boolean;
  /** More representatives were named than the law allows. */
  tooManyRepresentatives: boolean;
  /** Words that said nothing yet (“是这样的”), so far. */
  hesitations: number;
  /** The list of what can be changed is open. */
  changing: boolean;
  /** The last message was only a photo: the question is put shortly. */
  justPhoto: boolean;
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
    petitionerPhone: '',
    behalfConfirmed: false,
    ownMatter: false,
    authorisation: '',
    authorisationProof: '',
    authorisationNo: '',
    authorisationChecked: '',
    split: '',
    splitMissed: 0,
    photosTo: 'report',
    similar: null,
    similarAnswer: '',
    similarChecked: false,
    privacyOffered: null,
    residencePressed: false,
    residenceElsewhere: false,
    tooManyRepresentatives: false,
    hesitations: 0,
    changing: false,
    justPhoto: false,
    suggestion: false,
  };
}

export const clearedPlace = noPlace;

/** All that the person said of the matter, as one text. */
export function statementOf(values: FilingValues): string {
  return [...values.words, ...values.alsoSaid].join('\n');
}
