import type { Asker } from '../domain/asker.js';
import type { Keyring } from '../secrets/keyring.js';

type Identity = Pick<Asker, 'channel' | 'person'>;

/** The same person has another key in each collection, so that rows of two collections do not meet. */
export type AskerScope = 'filings' | 'files' | 'handovers' | 'outbox' | 'personal_data_requests' | 'tries';

function named(scope: AskerScope, { channel, person }: Identity): string {
  return JSON.stringify([scope, channel, person]);
}

/** The keyed hash under which this person's rows of one collection are found. */
export function askerKey(keyring: Keyring, scope: AskerScope, asker: Identity): string {
  return keyring.blindIndex(named(scope, asker));
}

/** The same under every known key, for looking up. */
export function askerKeys(keyring: Keyring, scope: AskerScope, asker: Identity): string[] {
  return keyring.blindIndexes(named(scope, asker));
}
