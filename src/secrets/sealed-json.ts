import type { SealedPlace, Sealer } from './sealer.js';

const DATE = '$at';

/** Seals a plain value; dates survive the way back. */
export function sealJson(sealer: Sealer, value: unknown, where: SealedPlace): Buffer {
  return sealer.seal(encodeJson(value), where);
}

/** Opens what {@link sealJson} sealed there. The caller names the type it sealed. */
export function openJson<T>(sealer: Sealer, sealed: Buffer, where: SealedPlace): T {
  return JSON.parse(sealer.open(sealed, where).toString('utf8'), reviveDate) as T;
}

/** JSON in which a date is `{"$at": ISO}`. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, encoded) {
    const original = this[key];
    return original instanceof Date ? { [DATE]: original.toISOString() } : encoded;
  });
}

function reviveDate(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(DATE in value)) return value;
  const iso = value[DATE];
  return typeof iso === 'string' && Object.keys(value).length === 1 ? new Date(iso) : value;
}
