import type { Clock } from '../../clock.js';
import { type Asker, isSameAsker } from '../../domain/asker.js';
import { shanghaiDay } from '../../domain/calendar.js';
import { CITIZEN_ROLE, type CitizenRole } from '../../domain/may-know.js';
import type { Petition } from '../../domain/petition.js';
import { matchesSaid, readPetitionNo } from '../../domain/petition-no.js';
import type { Models } from '../../models/create-models.js';
import type { PetitionRecord } from '../../models/petitions/entity.js';
import type { Keyring } from '../../secrets/keyring.js';
import { openJson } from '../../secrets/sealed-json.js';
import { askerKeys } from '../asker-keys.js';
import type { SealedFiling } from './relay.js';
import { openPetition } from './sealing.js';
import { readSpokenDigits } from './spoken-digits.js';

export interface OwnPetition {
  record: PetitionRecord;
  petition: Petition;
  role: CitizenRole;
}

export interface OwnPetitions {
  /** Newest first; none at the terminal, where nobody is known. */
  list(asker: Asker): Promise<OwnPetition[]>;
  /** The one own petition the words name, or undefined. */
  find(asker: Asker, saidNo: string): Promise<OwnPetition | undefined>;
}

/** What this chat identity is to a petition: nothing, unless it filed it outside the terminal. */
export function roleOf(petition: Petition, asker: Asker): CitizenRole | undefined {
  if (asker.terminal || petition.filedBy.terminal || !isSameAsker(petition.filedBy, asker)) return undefined;
  return petition.content.agent ? CITIZEN_ROLE.agent : CITIZEN_ROLE.petitioner;
}

/** Finds a person's own petitions through the sealed rows of `filings`. */
export function createOwnPetitions({
  models,
  keyring,
  clock,
}: {
  models: Models;
  keyring: Keyring;
  clock: Clock;
}): OwnPetitions {
  async function list(asker: Asker): Promise<OwnPetition[]> {
    if (asker.terminal) return [];
    const filings = await models.filings.of(askerKeys(keyring, 'filings', asker));
    if (filings.length === 0) return [];
    const ids = filings.map(({ id, sealed }) => {
      const where = { collection: 'filings', id, field: 'sealed' };
      return openJson<SealedFiling>(keyring.sealer, sealed, where).petitionId;
    });
    const records = await models.petitions.byIds(ids);
    return records.flatMap((record) => own(record, asker)).sort(newestFirst);
  }

  function own(record: PetitionRecord, asker: Asker): OwnPetition[] {
    const petition = openPetition(keyring.sealer, record);
    const role = roleOf(petition, asker);
    return role ? [{ record, petition, role }] : [];
  }

  return {
    list,
    async find(asker, saidNo) {
      const said = readPetitionNo(readSpokenDigits(saidNo), shanghaiDay(clock.now()));
      if (!said) return undefined;
      const matching = (await list(asker)).filter(({ petition }) => matchesSaid(petition.petitionNo, said));
      return matching.length === 1 ? matching[0] : undefined;
    },
  };
}

function newestFirst(a: OwnPetition, b: OwnPetition): number {
  return (
    b.petition.filedAt.getTime() - a.petition.filedAt.getTime() ||
    b.petition.petitionNo.localeCompare(a.petition.petitionNo)
  );
}
