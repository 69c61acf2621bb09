import type { Doc } from '../bson/values.js';
/** Compiles a projection; undefined when it changes nothing. */
export function compileProjection(spec: Doc | undefined, _filter: Doc): ((doc: Doc) => Doc) | undefined {
  if (!spec?.size) return undefined;
  const on =
    [...spec].filter(([k]) => k !== '_id').some(([, v]) => v === 1 || v === true) ||
    (spec.size === 1 && (spec.get('_id') === 1 || spec.get('_id') === true));
  return (doc) => {
    const out: Doc = new Map();
    for (const [k, v] of doc) {
      const s = spec.get(k);
      const keep = s === undefined ? (k === '_id' ? true : !on) : s === 1 || s === true;
      if (keep) out.set(k, v);
    }
    return out;
  };
}
