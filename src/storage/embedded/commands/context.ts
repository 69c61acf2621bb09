import { asDouble, exactInteger } from '../bson/numbers.js';
import { type Doc, isDoc, isNumber, typeName, type Value } from '../bson/values.js';
import { badValue, refused, StoreError, typeMismatch } from '../errors.js';
import type { Store } from '../store/store.js';
import type { Cursors } from './cursors.js';

/** One command with what it may use. */
export interface Context {
  store: Store;
  cursors: Cursors;
  /** The command's own name as sent. */
  name: string;
  command: Doc;
  sequences: Map<string, Buffer[]>;
  db: string;
  connectionId: number;
}

export type Answer = Record<string, unknown>;
export type Handler = (context: Context) => Answer | Promise<Answer>;

const generic = new Set([
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'bypassDocumentValidation',
]);

/** Options that mean nothing here because they change no answer. */
const harmless = new Set(['noCursorTimeout', 'allowDiskUse', 'allowPartialResults', 'ordered', 'cursor']);

/** Refuses, by name, every field of a command that it does not know. */
export function allowFields(context: Context, fields: readonly string[]): void {
  if (optionalDoc(context.command, 'readConcern')?.get('level') === 'snapshot')
    throw refused('the read concern snapshot');
  for (const [name, value] of context.command) {
    if (name === context.name || fields.includes(name) || generic.has(name) || harmless.has(name)) continue;
    if (name === 'collation' && simpleCollation(value)) continue;
    if (value === false || value === null) continue;
    if (name === 'txnNumber' || name === 'startTransaction' || name === 'autocommit') {
      throw new StoreError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
    }
    throw refused(`the option ${name} of ${context.name}`);
  }
}

export const simpleCollation = (value: Value | undefined): boolean =>
  value === undefined ||
  (isDoc(value) && value.size > 0 && value.get('locale') === 'simple' && value.size === 1);

/** The collection a command is addressed to. */
export function collectionName(context: Context): string {
  const name = context.command.get(context.name);
  if (typeof name !== 'string')
    throw new StoreError(73, `collection name has invalid type ${typeName(name)}`);
  if (name === '') throw new StoreError(73, `Invalid namespace specified '${context.db}.'`);
  return name;
}

export const namespaceOf = (context: Context): string => `${context.db}.${collectionName(context)}`;

export function optionalDoc(command: Doc, name: string): Doc | undefined {
  const value = command.get(name);
  if (value === undefined || value === null) return undefined;
  if (!isDoc(value))
    throw typeMismatch(`BSON field '${name}' is the wrong type '${typeName(value)}', expected type 'object'`);
  return value;
}

/** A count such as `limit`; 0 where absent. */
export function wholeNumber(command: Doc, name: string): number {
  const value = command.get(name);
  if (value === undefined || value === null) return 0;
  const n = isNumber(value) ? exactInteger(value) : undefined;
  if (n === undefined)
    throw typeMismatch(
      `BSON field '${name}' is the wrong type '${typeName(value)}', expected a whole number`,
    );
  if (n < 0n) throw new StoreError(51024, `BSON field '${name}' value must be >= 0, actual value '${n}'`);
  return Number(n);
}

export function flag(command: Doc, name: string): boolean {
  const value = command.get(name);
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (isNumber(value)) return asDouble(value) !== 0;
  throw typeMismatch(`BSON field '${name}' is the wrong type '${typeName(value)}', expected type 'bool'`);
}

export function documentArray(value: Value | undefined, name: string): Doc[] {
  if (!Array.isArray(value) || !value.every(isDoc))
    throw typeMismatch(`BSON field '${name}' must be an array of objects`);
  return value as Doc[];
}

/** Refuses write concerns that are not true here: one member acknowledges, always after fsync. */
export function checkWriteConcern(command: Doc): void {
  const concern = optionalDoc(command, 'writeConcern');
  const w = concern?.get('w');
  if (w === undefined || w === 'majority') return;
  const n = isNumber(w) ? exactInteger(w) : undefined;
  if (n === undefined) throw new StoreError(79, `No write concern mode named '${String(w)}' found`);
  if (n > 1n) throw new StoreError(100, 'cannot use w > 1 when a host is not replicated');
  if (n < 0n) throw badValue('w must be a non-negative number');
}
