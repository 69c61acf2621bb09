import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Division } from '../../domain/divisions.js';
import type { EvidenceWeights } from './evidence.js';
import type {
  AnswerWords,
  AskWords,
  CountWords,
  DangerWords,
  DayWords,
  NameWords,
  NumberWords,
  PhoneWords,
  PlaceWords,
  Punctuation,
  RelationWords,
  RequestWords,
  RuleFile,
  SummaryWords,
  Surnames,
  WrongdoingWords,
} from './lexicon-types.js';

/** Everything the understanding knows: read once, then immutable. */
export interface UnderstandingData {
  divisions: readonly Division[];
  /** Sound without tone → characters. */
  pinyin: Record<string, string>;
  surnames: Surnames;
  sets: Record<string, string[]>;
  punctuation: Punctuation;
  numbers: NumberWords;
  places: PlaceWords;
  /** Well-known places by name → leading digits of their division code. */
  outsidePlaces: Record<string, string>;
  phone: PhoneWords;
  names: NameWords;
  answers: AnswerWords;
  days: DayWords;
  counts: CountWords;
  classes: RuleFile;
  problems: RuleFile;
  acts: RuleFile;
  danger: DangerWords;
  flags: RuleFile;
  wrongdoing: WrongdoingWords;
  routes: RuleFile;
  requests: RequestWords;
  relations: RelationWords;
  asks: AskWords;
  summary: SummaryWords;
  /** Learnt weights beside the rules, for what no list of phrases exhausts. */
  evidence: { danger: EvidenceWeights; wrongdoing: EvidenceWeights };
}

/** Reads the data files under `<root>/data`; throws when one is missing or malformed. */
export function loadUnderstandingData(root: string, divisions: readonly Division[]): UnderstandingData {
  const read = (file: string) => JSON.parse(readFileSync(path.join(root, 'data', file), 'utf8'));
  const lexicon = (name: string) => read(`lexicon/${name}.json`);
  return {
    divisions,
    pinyin: read('pinyin.json'),
    surnames: read('surnames.json'),
    sets: lexicon('sets'),
    punctuation: lexicon('punctuation'),
    numbers: lexicon('numbers'),
    places: lexicon('places'),
    outsidePlaces: lexicon('outside-places'),
    phone: lexicon('phone'),
    names: lexicon('names'),
    answers: lexicon('answers'),
    days: lexicon('days'),
    counts: lexicon('counts'),
    classes: lexicon('classes'),
    problems: lexicon('problems'),
    acts: lexicon('acts'),
    danger: lexicon('danger'),
    flags: lexicon('flags'),
    wrongdoing: lexicon('wrongdoing'),
    routes: lexicon('routes'),
    requests: lexicon('requests'),
    relations: lexicon('relations'),
    asks: lexicon('asks'),
    summary: lexicon('summary'),
    evidence: { danger: read('evidence/danger.json'), wrongdoing: read('evidence/wrongdoing.json') },
  };
}
