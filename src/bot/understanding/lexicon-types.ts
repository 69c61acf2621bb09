import type { RuleTable, Punctuation as ScannerPunctuation } from './scanner.js';

/** `data/lexicon/punctuation.json` */
export interface Punctuation extends ScannerPunctuation {
  /** What may stand between the digits of a number. */
  separators: string;
}

/** `data/lexicon/places.json`; every list is described in `data/README.md`. */
export interface PlaceWords {
  townSuffixes: string[];
  villageSuffixes: string[];
  officialSuffixes: string[];
  bareSuffixes: string[];
  village: string;
  street: string;
  /** A community whose name ends so needs no 居委会 to be told from a quarter: 刘庄, 马坊. */
  settlementEndings: string[];
  town: string;
  notAfterVillage: string[];
  notAfterTown: string[];
  biggerNamePrefixes: string;
  ordinaryCharacters: string;
  ordinary: string[];
  ordinaryTowns: string[];
  ordinals: string[];
  ordinalTails: string[];
  notAfterOrdinal: string[];
  betweenTownAndVillage: string[];
  residenceBefore: string[];
  residenceAfter: string[];
  /** A place that ends so is an office; its people are no residents. */
  officeSuffixes: string[];
  selfBefore: string[];
  peopleAfter: string[];
  homeAfter: string[];
  notAfterOutside: string[];
  selfIs: string[];
  pronouns: string[];
  matterBefore: string[];
  negation: string[];
  detailEnds: string[];
  detailUnits: string[];
  detailLead: string[];
  detailStop: string[];
  bareTail: string[];
  bareLead: string[];
  ordinaryTownBefore: string[];
  ordinaryTownAfter: string[];
  directionsBefore: string[];
  weakSuffixes: string[];
  /** Punctuation that does not end a clause for good. */
  pauses: string;
  here: string[];
  communitySuffixes: string[];
  fillers: string[];
  negationAfter: string[];
}

/** `data/lexicon/numbers.json` */
export interface NumberWords {
  digits: Record<string, number>;
  units: Record<string, number>;
  about: string[];
  special: Record<string, number>;
}

/** A lexicon file with rules for the scanner. */
export interface RuleFile {
  rules: RuleTable;
  shadow?: string[];
}

/** `data/lexicon/phone.json` */
export interface PhoneWords {
  /** The county's own area code, put before local numbers. */
  areaCode: string;
  own: string[];
  others: string[];
  localCues: string[];
  /** Words right before a number that is no telephone number. */
  otherNumbers: string[];
}

/** `data/lexicon/answers.json` */
export interface AnswerWords {
  yes: string[];
  no: string[];
  noPrefix: string[];
  lead: string[];
  particles: string[];
  /** Words for the dash inside a spoken number. */
  dash: string[];
}

/** `data/lexicon/days.json` */
export interface DayWords {
  offsets: Record<string, number>;
  weeks: Record<string, number>;
  weekNames: string[];
  weekdays: Record<string, number>;
  numerals: Record<string, number>;
  year: string;
  month: string;
  day: string;
  /** Patterns of dates and spans of time in free text. */
  patterns: string[];
}

/** `data/lexicon/counts.json` */
export interface CountWords {
  householdUnits: string[];
  peopleUnits: string[];
  ownUnits: string[];
  cuesBefore: string[];
  cuesAfter: string[];
  notBefore: string[];
  notAfter: string[];
  /** 家 counts households only right behind one of `closeCues`. */
  closeHouseholdUnits: string[];
  closeCues: string[];
  /** Numbers too vague to be written down. */
  vague: string[];
  phrases: Record<string, string[]>;
}

/** `data/lexicon/names.json` */
export interface NameWords {
  /** Words right before the petitioner's own name. */
  cues: string[];
  /** Cues that also begin other sentences ("我是…"); the name must end at a boundary. */
  weakCues: string[];
  /** Words that may follow a name in running speech. */
  after: string[];
  /** Words right before a name that make it somebody else's. */
  othersBefore: string[];
  /** Titles that follow the surname of somebody else or make a name incomplete. */
  titles: string[];
  /** Everyday words that begin with a surname. */
  notNames: string[];
  /** Characters that never stand in a given name. */
  notInGivenName: string;
  lead: string[];
  tail: string[];
  /** 叫, which names the petitioner only behind one of `surnameCues` (我姓钱,叫钱桂花). */
  callCue: string;
  /** What stands between the parts of a Uyghur name. */
  dots: string;
  surnameCues: string[];
  /** What a petitioner does right behind their name: 反映, 来信. */
  tells: string[];
  /** What follows a name at the head of a message and shows that it is the writer's own: 男, 我家. */
  aboutSelf: string[];
  /** What one is, right before one's name: 村民, 退休教师. */
  stations: string[];
  /** Begins a clause in which one introduces oneself. */
  selfLead: string[];
  /** Greetings before a name that stands alone. */
  beforeName: string[];
  of: string;
}

/** `data/surnames.json` */
export interface Surnames {
  single: string;
  compound: string[];
}

/** `data/lexicon/danger.json` */
export interface DangerWords extends RuleFile {
  past: string[];
  /** Past, but so near that a fallen line still lies there. */
  recent: string[];
  present: string[];
  /** Longer words around a word of `present` that speak of the past. */
  notPresent: string[];
  /** Right behind a word of danger: a figure of speech. */
  afterIdiom: string[];
  /** Right before one: a figure of speech too (气得想…). */
  figurative: string[];
  /** What only comes after a danger is over: 赔偿, 出院, 好在. */
  aftermath: string[];
  /** What a dispute is about afterwards; it tells of the past where nothing says "now". */
  grievance: string[];
  unreal: string[];
  worry: string[];
  negation: string[];
  others: string[];
  deadAfter: string[];
  intent: string[];
  /** Somebody hurt or ill is in the hands of doctors, or it is about the bill. */
  treated: string[];
  /** What goes on day after day is a nuisance: smoke from a chimney, a smell. */
  chronic: string[];
}

/** `data/lexicon/wrongdoing.json` */
export interface WrongdoingWords extends RuleFile {
  bureau: string[];
  titles: string[];
  offices: string[];
  /** Lists of `sets.json`: whoever holds public power; those of the village. */
  officials: string;
  villageOfficials: string;
  of: string;
  /** Titles that mean the village's own people where a village and no office is named. */
  villageTitles: string[];
  /** What makes a clause of a known class a claim of one's own: something is missing, refused, broken. */
  lacking: string[];
  /** What is the writer's own, and what says that it was kept from them: a report that holds both is a claim too. */
  own: string[];
  lost: string[];
  stop: string;
}

/** `data/lexicon/requests.json` */
export interface RequestWords extends RuleFile {
  said: string[];
  /** A stretch with one of these is a question and no wish. */
  notWish: string[];
  /** Cues that are part of the wish: 尽快修好. */
  keptCues: string[];
  /** A clause that begins so is a wish without a cue: 调解一下. */
  bareClause: string[];
  /** Cues that make a request even of a message that tells nothing else. */
  clearCues: string[];
  /** How the bare answer to the question for the request begins: 调解一下. */
  bare: string[];
  saidNotAfter: string[];
  /** Kept although it begins with a word of `lead`: 给个说法. */
  keep: string[];
  lead: string[];
  tail: string[];
  fallback: string;
}

/** `data/lexicon/relations.json` */
export interface RelationWords {
  lead: string[];
  strongLead: string[];
  own: string[];
  relations: Record<string, string[]>;
  verbs: string[];
  /** "俺娘今年九十一了…": the relation as the subject of a clause, unless one of `subjectNotAfter` follows. */
  subject: string[];
  subjectNotAfter: string[];
  /** Whose matter is the teller's own, or who is only told about: as a subject they do not make it a filing for them. */
  notSubject: string[];
  /** Before 替, 帮, 给: the teller speaks of what they do themselves. */
  speakerBefore: string[];
  /** 替, 帮, 代 before a pronoun: "我替她问", of the relation named before. */
  forPronoun: string[];
  pronouns: string[];
}

/** `data/lexicon/asks.json` */
export interface AskWords {
  head: string[];
  anywhere: string[];
}

/** `data/lexicon/summary.json` */
export interface SummaryWords {
  /** Before and behind the place in a clause that only says where one is from: 俺是…的. */
  homeLead: string[];
  homeTail: string[];
  greetings: string[];
  /** Whom the message addresses; dropped only before a pause or one of `afterAddressee`. */
  addressees: string[];
  afterAddressee: string[];
  /** A clause that begins so is the request, which is shown apart. */
  requestLead: string[];
  leadDrop: string[];
  /** Those of `leadDrop` that mean the teller: dropped only as the first word of all. */
  persons: string[];
  keepAfterLead: string[];
  adverbs: string[];
  /** No comma is put between the place and these. */
  noBreakBefore: string[];
  adverbsBefore: string[];
  personal: string[];
  ellipsis: string;
  comma: string;
  stop: string;
}
