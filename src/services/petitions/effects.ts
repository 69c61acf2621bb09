import { randomUUID } from 'node:crypto';
import type { Asker } from '../../domain/asker.js';
import type { PetitionContent } from '../../domain/petition-content.js';
import type { EffectRecord } from '../../models/petitions/entity.js';
import { openJson, sealJson } from '../../secrets/sealed-json.js';
import type { Sealer } from '../../secrets/sealer.js';
import { effectPlace } from './sealing.js';

/** What a petition's state change makes happen elsewhere; performing it twice is performing it once. */
export type PetitionEffect =
  /** The petition appears in this person's own list. */
  | { kind: 'link_filer'; filer: Asker }
  /** The files are held by a petition from now on. */
  | { kind: 'attach_files'; fileIds: string[] }
  | {
      kind: 'notify';
      key: string;
      to: Asker;
      notice: string;
      data: Record<string, string | number | boolean>;
    };

export function sealEffects(
  sealer: Sealer,
  petitionId: string,
  effects: readonly PetitionEffect[],
): EffectRecord[] {
  return effects.map((effect) => {
    const id = randomUUID();
    return { id, sealed: sealJson(sealer, effect, effectPlace(petitionId, id)) };
  });
}

export function openEffect(sealer: Sealer, petitionId: string, record: EffectRecord): PetitionEffect {
  return openJson(sealer, record.sealed, effectPlace(petitionId, record.id));
}

/** Files named by a filing or supplement as one effect, or none. */
export function attachFiles(fileIds: readonly string[]): PetitionEffect[] {
  return fileIds.length === 0 ? [] : [{ kind: 'attach_files', fileIds: [...fileIds] }];
}

/** Every file a filing names: its attachments and an agent's proof. */
export function fileIdsOf({ attachments, agent }: Pick<PetitionContent, 'attachments' | 'agent'>): string[] {
  return [...attachments.map(({ fileId }) => fileId), ...(agent?.fileIds ?? [])];
}
