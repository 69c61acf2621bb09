import type { Models } from '../../models/create-models.js';
import type { PetitionRecord } from '../../models/petitions/entity.js';
import type { Keyring } from '../../secrets/keyring.js';
import { sealJson } from '../../secrets/sealed-json.js';
import { askerKey } from '../asker-keys.js';
import type { Outbox } from '../outbox/types.js';
import { openEffect, type PetitionEffect } from './effects.js';

/** What a row of `filings` seals. */
export interface SealedFiling {
  petitionId: string;
  channel: string;
  person: string;
}

export interface Relay {
  /** Performs what is pending on one petition, then takes it off. */
  perform(record: Pick<PetitionRecord, 'id' | 'pendingEffects'>): Promise<void>;
  /** Performs what a crash left anywhere; one failure stops no other. */
  sweep(): Promise<{ performed: number; failed: { petitionId: string; error: unknown }[] }>;
}

const PAGE = 100;

/** Performs the effects of petitions idempotently. */
export function createRelay({
  models,
  keyring,
  outbox,
}: {
  models: Models;
  keyring: Keyring;
  outbox: Outbox;
}): Relay {
  async function performOne(petitionId: string, effect: PetitionEffect): Promise<void> {
    switch (effect.kind) {
      case 'link_filer': {
        const { channel, person } = effect.filer;
        const id = keyring.blindIndex(JSON.stringify(['filing', channel, person, petitionId]));
        const sealed: SealedFiling = { petitionId, channel, person };
        const where = { collection: 'filings', id, field: 'sealed' };
        return models.filings.add({
          id,
          filer: askerKey(keyring, 'filings', effect.filer),
          sealed: sealJson(keyring.sealer, sealed, where),
        });
      }
      case 'attach_files':
        return models.files.attach(effect.fileIds);
      case 'notify':
        return outbox.enqueue({ key: effect.key, to: effect.to, kind: effect.notice, data: effect.data });
    }
  }

  async function perform({ id, pendingEffects }: Pick<PetitionRecord, 'id' | 'pendingEffects'>) {
    if (pendingEffects.length === 0) return;
    for (const record of pendingEffects) await performOne(id, openEffect(keyring.sealer, id, record));
    await models.petitions.pullEffects(
      id,
      pendingEffects.map((effect) => effect.id),
    );
  }

  async function performAll(ids: readonly string[]) {
    const records = await models.petitions.byIds(ids);
    const outcomes = await Promise.allSettled(records.map(perform));
    return outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected'
        ? [{ petitionId: records[index]?.id ?? '', error: outcome.reason as unknown }]
        : [],
    );
  }

  return {
    perform,
    async sweep() {
      const failed: { petitionId: string; error: unknown }[] = [];
      let performed = 0;
      let after: string | undefined;
      for (;;) {
        const ids = await models.petitions.withEffects(PAGE, after);
        if (ids.length === 0) return { performed, failed };
        const failures = await performAll(ids);
        failed.push(...failures);
        performed += ids.length - failures.length;
        after = ids.at(-1);
      }
    },
  };
}
