import { asInteger } from '../bson/numbers.js';
import { type Doc, isNumber, type Value } from '../bson/values.js';
import { refused, typeMismatch } from '../errors.js';
import { encodeValue } from '../keys/encode-key.js';
import { someValue } from '../matcher/paths.js';
import { compileProjection } from '../projection/projection.js';
import { parseSort } from '../projection/sort.js';
import {
  allowFields,
  type Context,
  collectionName,
  flag,
  type Handler,
  namespaceOf,
  optionalDoc,
  wholeNumber,
} from './context.js';
import { listSource } from './cursors.js';
import { compileQuery, deadline, eachInSlices, findMatches, type Query, querySource } from './query.js';

const findFields = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'let',
];

/** The sort of a command, undefined when empty. */
export function sortOf(command: Doc): Doc | undefined {
  const sort = optionalDoc(command, 'sort');
  if (!sort?.size || sort.has('$natural')) return undefined;
  parseSort(sort);
  return sort;
}

/** The hint of a command, undefined when empty. */
export function hintOf(command: Doc): Value | undefined {
  const hint = command.get('hint');
  return hint === null || (hint instanceof Map && hint.size === 0) ? undefined : hint;
}

export function queryOf(command: Doc, filterName = 'filter'): Query {
  return {
    filter: optionalDoc(command, filterName) ?? new Map(),
    sort: sortOf(command),
    hint: hintOf(command),
    variables: optionalDoc(command, 'let'),
  };
}

function batchSizeOf(command: Doc): number | undefined {
  return command.has('batchSize') ? wholeNumber(command, 'batchSize') : undefined;
}

/** A negative limit is the old way to ask for a single batch. */
function limitOf(command: Doc): { limit: number; single: boolean } {
  const value = command.get('limit');
  const n = isNumber(value) ? Number(asInteger(value) ?? 0n) : 0;
  return { limit: Math.abs(n), single: flag(command, 'singleBatch') || n < 0 };
}

const empty = () => listSource([], () => 0);

export const find: Handler = async (context) => {
  allowFields(context, findFields);
  const { command, store } = context;
  const query = queryOf(command);
  if (optionalDoc(command, 'sort')?.get('$natural') === -1) throw refused('sorting by $natural backwards');
  compileQuery(query);
  const project = compileProjection(optionalDoc(command, 'projection'), query.filter);
  const collection = store.catalog.get(namespaceOf(context));
  const { limit, single } = limitOf(command);
  const checkTime = deadline(wholeNumber(command, 'maxTimeMS'));
  const source = collection
    ? querySource(
        findMatches(store, collection, query),
        { skip: wholeNumber(command, 'skip'), limit, project },
        checkTime,
      )
    : empty();
  return { cursor: await context.cursors.open(namespaceOf(context), source, batchSizeOf(command), single) };
};

export const getMore: Handler = async (context) => {
  allowFields(context, ['collection', 'batchSize']);
  const id = context.command.get('getMore');
  if (typeof id !== 'bigint') throw typeMismatch("BSON field 'getMore.getMore' must be a long");
  const namespace = `${context.db}.${String(context.command.get('collection'))}`;
  return { cursor: await context.cursors.more(id, namespace, batchSizeOf(context.command)) };
};

export const killCursors: Handler = (context) => {
  allowFields(context, ['cursors']);
  const ids = ((context.command.get('cursors') as Value[]) ?? []).filter((v) => typeof v === 'bigint');
  const { killed, missing } = context.cursors.kill(ids);
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] };
};

async function countMatches(context: Context, query: Query, max: number): Promise<number> {
  const collection = context.store.catalog.get(namespaceOf(context));
  if (!collection) return 0;
  if (query.filter.size === 0 && query.hint === undefined) return context.store.documents.count(collection);
  let n = 0;
  await eachInSlices(
    findMatches(context.store, collection, query),
    deadline(wholeNumber(context.command, 'maxTimeMS')),
    (found) => {
      if (found) n++;
      return n < max;
    },
  );
  return n;
}

export const count: Handler = async (context) => {
  allowFields(context, ['query', 'limit', 'skip', 'hint', 'fields']);
  const query = { ...queryOf(context.command, 'query'), sort: undefined };
  compileQuery(query);
  const skip = wholeNumber(context.command, 'skip');
  const { limit } = limitOf(context.command);
  const all = await countMatches(context, query, limit ? skip + limit : Number.POSITIVE_INFINITY);
  const n = Math.max(0, all - skip);
  return { n: limit ? Math.min(n, limit) : n };
};

export const distinct: Handler = async (context) => {
  allowFields(context, ['key', 'query', 'hint']);
  const key = context.command.get('key');
  if (typeof key !== 'string')
    throw typeMismatch("BSON field 'distinct.key' is the wrong type, expected type 'string'");
  const query = queryOf(context.command, 'query');
  compileQuery(query);
  const collection = context.store.catalog.get(`${context.db}.${collectionName(context)}`);
  if (!collection) return { values: [] };
  const values = new Map<string, Value>();
  await eachInSlices(
    findMatches(context.store, collection, query),
    deadline(wholeNumber(context.command, 'maxTimeMS')),
    (found) => {
      if (found) addDistinct(values, found.doc, key.split('.'));
      return true;
    },
  );
  return { values: [...values.values()] };
};

/** Elements of an array count each by themselves, not the array. */
function addDistinct(values: Map<string, Value>, doc: Doc, parts: string[]): void {
  const add = (value: Value): void => {
    const key = encodeValue(value).toString('latin1');
    if (!values.has(key)) values.set(key, value);
  };
  someValue(doc, parts, 'whole', (value) => {
    if (Array.isArray(value)) for (const item of value) add(item);
    else if (value !== undefined) add(value);
    return false;
  });
}
