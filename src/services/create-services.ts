import type { Clock } from '../clock.js';
import type { Models } from '../models/create-models.js';
import type { Keyring } from '../secrets/keyring.js';
import type { Files } from './files.js';
import type { Handovers } from './handovers.js';
import type { Outbox } from './outbox/types.js';
import type { PersonalDataService } from './personal-data.js';
import type { Petitions } from './petitions/types.js';
import type { Places } from './places.js';

export interface Services {
  petitions: Petitions;
  handovers: Handovers;
  files: Files;
  personalData: PersonalDataService;
  places: Places;
  outbox: Outbox;
}

export interface ServiceDeps {
  models: Models;
  keyring: Keyring;
  clock: Clock;
  /** 12-digit or 6-digit division code of the county. */
  countyCode: string;
  /** Waits; slows answers about a number that is being tried. */
  wait(ms: number): Promise<void>;
}

/** Builds every use case; places are read once. */
export type CreateServices = (deps: ServiceDeps) => Promise<Services>;
