import type { Clock } from '../clock.js';
import type { Models } from '../models/create-models.js';
import type { Keyring } from '../secrets/keyring.js';
import { createDrafts, type Drafts } from './drafts.js';
import { createFiles, type Files } from './files.js';
import { createHandovers, type Handovers } from './handovers.js';
import { verifyKey } from './key-mark.js';
import { createOutbox } from './outbox/create-outbox.js';
import type { Outbox } from './outbox/types.js';
import { createPersonalData, type PersonalDataService } from './personal-data.js';
import { createRelay, type Relay } from './petitions/relay.js';
import { createPetitions, type Petitions, type PetitionUpkeep } from './petitions.js';
import { loadPlaces, type Places } from './places.js';

export interface Services {
  petitions: Petitions & PetitionUpkeep;
  handovers: Handovers;
  files: Files;
  personalData: PersonalDataService;
  places: Places;
  outbox: Outbox;
  drafts: Drafts;
  relay: Relay;
}

export interface ServiceDeps {
  /** Their indexes must be built (`models.init()`). */
  models: Models;
  keyring: Keyring;
  clock: Clock;
  /** Division code of the county, 6 or 12 digits. */
  countyCode: string;
  /** Waits; slows answers about a number that is being tried. */
  wait(ms: number): Promise<void>;
}

/**
 * Builds every use case; checks the key and reads the places once.
 * @throws `secret_key_wrong`, `county_unknown`
 */
export async function createServices(deps: ServiceDeps): Promise<Services> {
  const { models, countyCode } = deps;
  await verifyKey(models, deps.keyring);
  const places = await loadPlaces(models, countyCode);
  const outbox = createOutbox(deps);
  const relay = createRelay({ ...deps, outbox });
  return {
    petitions: createPetitions({ ...deps, relay }),
    handovers: createHandovers({ ...deps, outbox }),
    files: createFiles(deps),
    personalData: createPersonalData(deps),
    places,
    outbox,
    drafts: createDrafts({ sessions: models.sessions, sealer: deps.keyring.sealer, outbox }),
    relay,
  };
}
