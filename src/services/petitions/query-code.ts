import type { Clock } from '../../clock.js';
import type { Asker } from '../../domain/asker.js';
import { shanghaiDay } from '../../domain/calendar.js';
import { formatPetitionNo, readPetitionNo } from '../../domain/petition-no.js';
import { NUMBER_MEMORY_MS, QUERY_LOCK_MS, QUERY_TRIES, queryDelayMs } from '../../domain/query-lock.js';
import type { Models } from '../../models/create-models.js';
import type { PetitionRecord } from '../../models/petitions/entity.js';
import type { Keyring } from '../../secrets/keyring.js';
import { askerKey } from '../asker-keys.js';
import { PETITION_ERROR, petitionError } from './errors.js';
import { readSpokenDigits } from './spoken-digits.js';

export interface CodeTry {
  asker: Asker;
  address: string;
  petitionNo: string;
  queryCode: string;
  causeId: string;
}

interface Deps {
  models: Models;
  keyring: Keyring;
  clock: Clock;
  countyCode: string;
  wait(ms: number): Promise<void>;
}

/**
 * The petition a number and a code open together. A wrong code and a number that does not exist take the
 * same steps and give the same refusal.
 */
export function createCodeCheck(deps: Deps): (attempt: CodeTry) => Promise<PetitionRecord> {
  const { models, keyring, clock } = deps;
  const { queryTries } = models;

  async function takeTries(keys: readonly string[], cause: string): Promise<void> {
    const now = clock.now();
    const locks = await Promise.all(
      keys.map((key) => queryTries.take(key, cause, QUERY_TRIES, now, QUERY_LOCK_MS)),
    );
    const until = locks.filter((lock) => lock !== undefined).map((lock) => lock.getTime());
    if (until.length === 0) return;
    const free = keys.filter((_key, index) => locks[index] === undefined);
    await Promise.all(free.map((key) => queryTries.giveBack(key, cause)));
    throw petitionError(PETITION_ERROR.queryLocked, 'too many wrong query codes', {
      until: new Date(Math.max(...until)),
    });
  }

  return async ({ asker, address, petitionNo, queryCode, causeId }) => {
    const number = wholeNumber(petitionNo, deps.countyCode, shanghaiDay(clock.now()));
    const code = readSpokenDigits(queryCode).replace(/\D/g, '');
    const cause = keyring.blindIndex(JSON.stringify(['try', causeId, number, code]));
    const keys = [
      askerKey(keyring, 'tries', asker),
      keyring.blindIndex(JSON.stringify(['tries', 'address', address])),
    ];
    const numberKey = keyring.blindIndex(JSON.stringify(['tries', 'number', number]));

    await takeTries(keys, cause);
    const delay = queryDelayMs(await queryTries.counted(numberKey, clock.now()));
    if (delay > 0) await deps.wait(delay);
    const record = await models.petitions.byCodeHash(keyring.codeHashes(number, code));
    if (!record) {
      await queryTries.count(numberKey, clock.now(), NUMBER_MEMORY_MS);
      throw petitionError(PETITION_ERROR.notFound, 'no petition has this number and code');
    }
    await Promise.all(keys.map((key) => queryTries.giveBack(key, cause)));
    return record;
  };
}

/** The number as it is written, when the person gave enough of it; else their words. */
function wholeNumber(text: string, countyCode: string, today: string): string {
  const said = readPetitionNo(readSpokenDigits(text), today);
  if (!said?.filedOn) return text.trim();
  return formatPetitionNo({
    county: said.county ?? countyCode,
    filedOn: said.filedOn,
    sequence: said.sequence,
  });
}
