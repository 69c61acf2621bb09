import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, EJSON } from 'bson';
import { projectRoot } from '../../src/project-root.js';

/** Tables of expected answers, in the order they are checked. */
export const tableNames = ['filters', 'sorts', 'updates', 'projections', 'aggregations'] as const;
export type TableName = (typeof tableNames)[number];

export interface OracleCase {
  id: string;
  error?: boolean;
  upsert?: boolean;
  unordered?: boolean;
  anyOrder?: boolean;
  [field: string]: unknown;
}

export interface Table {
  documents: unknown;
  cases: OracleCase[];
}

const folder = join(projectRoot, 'test', 'store-oracle');
const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

/** Options under which the driver leaves every BSON type as it is. */
export const raw = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true };

export const readTable = (name: TableName): Table => read(name);

/** The ids of a list of exceptions. */
export const exceptions = (name: 'contradictions' | 'refusals'): Set<string> =>
  new Set(read(name).cases.flatMap((c: { ids: string[] }) => c.ids));

/** A value out of canonical Extended JSON. */
export const fromJson = (value: unknown) => EJSON.parse(JSON.stringify(value), { relaxed: false });

/** A field of a case: as raw BSON where Extended JSON would turn an operator into a value. */
export function field(oracleCase: OracleCase, name: string) {
  const bytes = oracleCase[`${name}Bson`];
  if (typeof bytes === 'string') return deserialize(Buffer.from(bytes, 'base64'), raw)['v'];
  const value = oracleCase[name];
  return value === undefined || value === null ? value : fromJson(value);
}

const flat = (value: unknown) => JSON.parse(EJSON.stringify(value, { relaxed: false }));

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sortKeys(v)]),
  );
}

/** Numbers by value to twelve digits, whatever their type. */
function byValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byValue);
  if (value === null || typeof value !== 'object') return value;
  const [[key, text] = [], ...more] = Object.entries(value);
  if (more.length === 0 && key?.startsWith('$number') && typeof text === 'string') {
    return { $n: Number.isFinite(Number(text)) ? Number(Number(text).toPrecision(12)) : text };
  }
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, byValue(v)]));
}

/** Arrays as bags. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(unordered).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unordered(v)]));
}

/** What of an answer counts in a table. */
export function canonical(table: TableName, oracleCase: OracleCase, answer: unknown): unknown {
  if (table === 'filters' || table === 'sorts') return answer;
  if (table === 'updates') return oracleCase.anyOrder ? sortKeys(flat(answer)) : flat(answer);
  if (table === 'projections') return sortKeys(flat(answer));
  const values = sortKeys(byValue(flat(answer)));
  return oracleCase.unordered ? unordered(values) : values;
}
