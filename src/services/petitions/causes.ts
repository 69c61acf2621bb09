import type { EventRecord } from '../../models/petitions/entity.js';
import type { Keyring } from '../../secrets/keyring.js';

function named(petitionId: string, causeId: string): string {
  return JSON.stringify(['cause', petitionId, causeId]);
}

/** A cause as an event keeps it: keyed, and bound to the petition, so that it names nobody and links nothing. */
export function causeOf(keyring: Keyring, petitionId: string, causeId: string): string {
  return keyring.blindIndex(named(petitionId, causeId));
}

/** The event this cause has already made. */
export function eventOfCause(
  keyring: Keyring,
  petition: { id: string; events: readonly EventRecord[] },
  causeId: string,
): EventRecord | undefined {
  const causes = new Set(keyring.blindIndexes(named(petition.id, causeId)));
  return petition.events.find(({ cause }) => causes.has(cause));
}
