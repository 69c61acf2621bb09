import { ObjectId } from 'bson';
import { expressionContext } from '../aggregation/context.js';
import { compileUpdatePipeline } from '../aggregation/update-pipeline.js';
import { equal } from '../bson/compare.js';
import { encode } from '../bson/encode.js';
import { type Doc, isDoc, typeName, type Value } from '../bson/values.js';
import { failedToParse, StoreError } from '../errors.js';
import type { Change, Operator, Update } from './change.js';
import { operators, unknownOperator } from './operators.js';
import { comparePaths, findPlace, getAt, isBlocked, makePlace, type Place, setAt, unsetAt } from './paths.js';
import {
  type ArrayFilters,
  expandPath,
  identifierOf,
  matchedPosition,
  parseArrayFilters,
} from './positional.js';
import { rename } from './rename.js';

/** One modification of one path. */
interface Step {
  name: string;
  parts: string[];
  operator: Operator | undefined;
  change: Change | undefined;
  target: string[] | undefined;
}

const everything = () => true;

export interface UpdateOptions {
  filter: Doc;
  arrayFilters?: Value[] | undefined;
  constants?: Doc | undefined;
}

/** Compiles an update document, replacement or pipeline. @throws 9, 40, 52, 56 … as MongoDB does. */
export function compileUpdate(update: Value, options: UpdateOptions): Update {
  if (Array.isArray(update)) return compileUpdatePipeline(update, options.constants);
  if (!isDoc(update)) throw failedToParse('Update argument must be either an object or an array');
  const first = update.keys().next().value;
  if (first === undefined || !first.startsWith('$')) return replacement(update, options);
  return modification(update, options);
}

function replacement(update: Doc, options: UpdateOptions): Update {
  if (options.arrayFilters) throw failedToParse('Cannot specify arrayFilters and a replacement-style update');
  for (const name of update.keys()) {
    if (name.startsWith('$'))
      throw new StoreError(
        52,
        `The dollar ($) prefixed field '${name}' is not allowed in the context of an update's replacement document.`,
      );
  }
  return { replaces: true, touches: everything, apply: (doc) => replaced(doc, update) };
}

function replaced(doc: Doc, update: Doc): Doc {
  const id = doc.get('_id') ?? update.get('_id');
  const result: Doc = new Map(id === undefined ? [] : [['_id', id]]);
  for (const [name, value] of update) result.set(name, value);
  return result;
}

function modification(update: Doc, options: UpdateOptions): Update {
  const steps = parseSteps(update);
  checkConflicts(steps);
  const arrayFilters = parseArrayFilters(options.arrayFilters ?? [], expressionContext);
  checkIdentifiers(steps, arrayFilters);
  const positional = steps.some(
    (s) => s.parts.includes('$') || s.parts.some((p) => identifierOf(p) !== undefined),
  );
  const roots = new Set(steps.flatMap((s) => [s.parts[0], s.target?.[0]]));
  return {
    replaces: false,
    touches: (root) => roots.has(root),
    apply(doc, inserting) {
      const matched = (prefix: string) => matchedPosition(options.filter, before, prefix, expressionContext);
      const before = doc;
      for (const step of steps) {
        if (step.name === '$setOnInsert' && !inserting) continue;
        if (!positional) applyStep(doc, step, step.parts);
        else
          for (const parts of expandPath(doc, step.parts, { arrayFilters, matched }))
            applyStep(doc, step, parts);
      }
      return doc;
    },
  };
}

function parseSteps(update: Doc): Step[] {
  const steps: Step[] = [];
  for (const [name, fields] of update) {
    if (!(name in operators) && name !== '$unset' && name !== '$rename') throw unknownOperator(name);
    if (!isDoc(fields)) {
      throw failedToParse(
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}}`,
      );
    }
    for (const [path, operand] of fields) steps.push(parseStep(name, path, operand));
  }
  return steps.sort((a, b) => comparePaths(a.parts, b.parts));
}

function parseStep(name: string, path: string, operand: Value): Step {
  const parts = parsePath(path);
  const operator = operators[name];
  const target = name === '$rename' ? renameTarget(path, operand) : undefined;
  return { name, parts, operator, change: operator?.parse(operand, path), target };
}

function renameTarget(path: string, operand: Value): string[] {
  if (typeof operand !== 'string')
    throw new StoreError(2, `The 'to' field for $rename must be a string: ${path}`);
  if (operand === path)
    throw new StoreError(2, `The source and target field for $rename must differ: ${path}`);
  const target = parsePath(operand);
  if ([...target, ...parsePath(path)].some((p) => p.startsWith('$')))
    throw new StoreError(2, `The $rename paths may not contain positional parts: ${path}`);
  return target;
}

function parsePath(path: string): string[] {
  if (path === '') throw new StoreError(56, 'An empty update path is not valid.');
  const parts = path.split('.');
  if (parts.includes(''))
    throw new StoreError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  for (const [i, part] of parts.entries()) {
    if (part.startsWith('$') && part !== '$' && identifierOf(part) === undefined) {
      throw new StoreError(
        52,
        `The dollar ($) prefixed field '${part}' in '${path}' is not allowed in the context of an update.`,
      );
    }
    if (i === 0 && part.startsWith('$'))
      throw new StoreError(2, `Cannot have positional element in the first position of path '${path}'`);
  }
  if (parts.filter((p) => p === '$').length > 1)
    throw new StoreError(2, `Too many positional (i.e. '$') elements found in path '${path}'`);
  return parts;
}

function checkConflicts(steps: Step[]): void {
  const seen: string[] = [];
  for (const path of steps.flatMap((s) => [s.parts.join('.'), ...(s.target ? [s.target.join('.')] : [])])) {
    for (const other of seen) {
      if (other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
        throw new StoreError(40, `Updating the path '${path}' would create a conflict at '${other}'`);
      }
    }
    seen.push(path);
  }
}

function checkIdentifiers(steps: Step[], arrayFilters: ArrayFilters): void {
  const used = new Set(steps.flatMap((s) => s.parts.map(identifierOf)).filter((name) => name));
  for (const name of used) {
    if (!arrayFilters.has(name as string))
      throw new StoreError(2, `No array filter found for identifier '${name}'`);
  }
  for (const name of arrayFilters.keys()) {
    if (!used.has(name))
      throw failedToParse(`The array filter for identifier '${name}' was not used in the update`);
  }
}

function applyStep(doc: Doc, step: Step, parts: string[]): void {
  if (step.target) {
    rename(doc, parts, step.target);
    return;
  }
  if (step.name === '$unset') {
    const place = findPlace(doc, parts);
    if (place && getAt(place) !== undefined) unsetAt(place);
    return;
  }
  const { creates } = step.operator as Operator;
  const place = findPlace(doc, parts);
  if (!creates && !place) {
    if (isBlocked(doc, parts)) makePlace(doc, parts);
    return;
  }
  const value = (step.change as Change)(place && getAt(place));
  if (value !== undefined) setAt(place ?? (makePlace(doc, parts) as Place), value);
}

const sizeMax = 16 * 1024 * 1024;

/**
 * Checks a document that is about to be stored: `_id` unchanged and first, not too large.
 * @param id the `_id` it must keep; undefined for a new one
 * @param ready its bytes, where they are already those of the document with `_id` first
 * @returns the document and its bytes
 * @throws 66, 53, 10334.
 */
export function finishDocument(doc: Doc, id: Value | undefined, ready?: Buffer): { doc: Doc; bytes: Buffer } {
  const now = doc.get('_id');
  if (id !== undefined && (now === undefined || !equal(now, id))) {
    throw new StoreError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
  const complete = now === undefined || doc.keys().next().value !== '_id' ? idFirst(doc) : doc;
  checkId(complete.get('_id') as Value);
  const bytes = ready ?? encode(complete);
  if (bytes.length > sizeMax)
    throw new StoreError(
      10334,
      `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${sizeMax}`,
    );
  return { doc: complete, bytes };
}

function idFirst(doc: Doc): Doc {
  return new Map([['_id', doc.get('_id') ?? new ObjectId()], ...[...doc].filter(([name]) => name !== '_id')]);
}

function checkId(id: Value): void {
  if (Array.isArray(id)) throw new StoreError(53, "The '_id' value cannot be of type array");
  if (typeName(id) === 'regex') throw new StoreError(53, "The '_id' value cannot be of type regex");
  if (isDoc(id)) {
    for (const name of id.keys()) {
      if (name.startsWith('$') && !['$ref', '$id', '$db'].includes(name))
        throw new StoreError(
          52,
          `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
        );
    }
  }
}
