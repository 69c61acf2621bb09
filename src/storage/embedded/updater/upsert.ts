import { BSONRegExp } from 'bson';
import { clone, type Doc, isDoc, type Value } from '../bson/values.js';
import { refused, StoreError } from '../errors.js';
import { isOperatorDoc } from '../matcher/value-tests.js';
import type { Update } from './change.js';
import { makePlace, setAt } from './paths.js';

/** The fields a filter requires to equal a value: what an upsert starts from. */
function equalities(filter: Doc): [string, Value][] {
  return [...filter].flatMap(([name, value]): [string, Value][] => {
    if (name === '$and' || name === '$or') {
      const branches = (value as Value[]).filter(isDoc);
      return name === '$and' || branches.length === 1 ? branches.flatMap(equalities) : [];
    }
    if (name.startsWith('$') || value instanceof BSONRegExp) return [];
    return isOperatorDoc(value) ? operatorEqualities(name, value) : [[name, value]];
  });
}

function operatorEqualities(name: string, spec: Doc): [string, Value][] {
  const found: [string, Value][] = [];
  const equal = spec.get('$eq');
  if (equal !== undefined && !(equal instanceof BSONRegExp)) found.push([name, equal]);
  const among = spec.get('$in');
  if (Array.isArray(among) && among.length === 1) throw refused(`an upsert by $in with one value (${name})`);
  const all = spec.get('$all');
  if (Array.isArray(all) && all.length === 1 && !isOperatorDoc(all[0]) && !(all[0] instanceof BSONRegExp)) {
    found.push([name, all[0] as Value]);
  }
  return found;
}

/**
 * The document an upsert inserts when nothing matched.
 * @throws 54 when the filter fixes a path twice.
 */
export function upsertDocument(filter: Doc, update: Update): Doc {
  const doc: Doc = new Map();
  if (update.replaces) {
    const id = equalities(filter).find(([name]) => name === '_id')?.[1];
    if (id !== undefined) doc.set('_id', clone(id));
  } else addEqualities(doc, filter);
  return update.apply(doc, true);
}

function addEqualities(doc: Doc, filter: Doc): void {
  const seen: string[] = [];
  for (const [path, value] of equalities(filter)) {
    for (const other of seen) {
      if (path === other || path.startsWith(`${other}.`) || other.startsWith(`${path}.`)) {
        throw new StoreError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
      }
    }
    seen.push(path);
    setAt(makePlace(doc, path.split('.')), clone(value));
  }
}
