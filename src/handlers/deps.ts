import type { FormEngine } from '../bot/forms/engine.js';
import type { Understand } from '../bot/understanding/types.js';
import type { Vocabulary } from '../bot/vocabulary.js';
import type { Division } from '../domain/divisions.js';
import type { Files } from '../services/files.js';
import type { Guide } from '../services/guide.js';
import type { Handovers } from '../services/handovers.js';
import type { Notices } from '../services/notices.js';
import type { PersonalDataService } from '../services/personal-data.js';
import type { Petitions } from '../services/petitions/types.js';

/** What the handlers work with. */
export interface HandlerDeps {
  petitions: Petitions;
  handovers: Handovers;
  personalData: PersonalDataService;
  files: Pick<Files, 'touch'>;
  guide: Guide;
  notices: Notices;
  understand: Understand;
  places: PlaceNames;
  vocabulary: Vocabulary;
  forms: FormEngine;
  /** Reads a petition number as people say it; undefined when there is none. `asked`: the question for it is open. */
  petitionNo(text: string, now: Date, asked?: boolean): string | undefined;
  /** Reads ten digits as people say them. */
  queryCode(text: string): string | undefined;
  /** An unguessable id that follows from the words given: the same when a turn runs again. */
  derivedId(purpose: string, from: string): string;
  settings: HandlerSettings;
}

/** The county's places as people speak of them. */
export interface PlaceNames {
  county: Division;
  byCode(code: string): Division | undefined;
  /** Divisions directly below. */
  children(code: string): Division[];
  /** `石横镇石横一村`; empty when the code is unknown. */
  describe(code: string): string;
}

export interface HandlerSettings {
  /** Ask for the ID number. */
  requireIdNumber: boolean;
  /** Telephone that a person can call for help. */
  telephone: string;
  /** When somebody answers, in plain words. */
  officeHours: string;
  /** The store holds sample data. */
  sampleData(): boolean;
}
