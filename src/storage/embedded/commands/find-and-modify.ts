import { decode } from '../bson/decode.js';
import { RawDocument } from '../bson/encode.js';
import type { Doc, Value } from '../bson/values.js';
import { failedToParse } from '../errors.js';
import { compileProjection } from '../projection/projection.js';
import type { Found } from '../store/scan.js';
import type { Store } from '../store/store.js';
import type { Update } from '../updater/change.js';
import { compileUpdate } from '../updater/update.js';
import {
  type Answer,
  allowFields,
  checkWriteConcern,
  collectionName,
  flag,
  type Handler,
  optionalDoc,
} from './context.js';
import { compileQuery, findMatches, type Query } from './query.js';
import { queryOf } from './read.js';
import { changeOne, removeOne, upsertOne } from './write.js';

const fields = [
  'query',
  'sort',
  'remove',
  'update',
  'new',
  'fields',
  'upsert',
  'arrayFilters',
  'hint',
  'let',
];

interface Request {
  db: string;
  name: string;
  query: Query;
  update: Update | undefined;
  upsert: boolean;
  wantsNew: boolean;
  project: ((doc: Doc) => Doc) | undefined;
}

function firstMatch(store: Store, request: Request): Found | undefined {
  const collection = store.catalog.get(`${request.db}.${request.name}`);
  if (!collection) return undefined;
  for (const found of findMatches(store, collection, request.query)) if (found) return found;
  return undefined;
}

function run(store: Store, request: Request): Answer {
  const found = firstMatch(store, request);
  if (!request.update) return removed(store, request, found);
  if (!found) return request.upsert ? upserted(store, request, request.update) : nothing;
  const collection = store.catalog.ensure(request.db, request.name);
  const before = found.bytes;
  const after = changeOne(store, collection, found, request.update);
  const value = request.wantsNew ? (after ?? before) : before;
  return answer({ n: 1, updatedExisting: true }, shown(request, value));
}

const nothing: Answer = { lastErrorObject: { n: 0, updatedExisting: false }, value: null };

const answer = (lastErrorObject: Answer, value: object | null): Answer => ({ lastErrorObject, value });

function shown({ project }: Request, bytes: Buffer): object {
  return project ? project(decode(bytes)) : new RawDocument(bytes);
}

function removed(store: Store, request: Request, found: Found | undefined): Answer {
  if (!found) return { lastErrorObject: { n: 0 }, value: null };
  removeOne(store, store.catalog.ensure(request.db, request.name), found);
  return answer({ n: 1 }, shown(request, found.bytes));
}

function upserted(store: Store, request: Request, update: Update): Answer {
  const collection = store.catalog.ensure(request.db, request.name);
  const { doc, bytes } = upsertOne(store, collection, request.query.filter, update);
  const outcome = { n: 1, updatedExisting: false, upserted: doc.get('_id') };
  return answer(outcome, request.wantsNew ? shown(request, bytes) : null);
}

/** `findAndModify`: read, change and answer in one step that nothing can come between. */
export const findAndModify: Handler = async (context) => {
  allowFields(context, fields);
  checkWriteConcern(context.command);
  const { command, store, db } = context;
  const query = queryOf(command, 'query');
  compileQuery(query);
  const update = command.get('update');
  const remove = flag(command, 'remove');
  const upsert = flag(command, 'upsert');
  const wantsNew = flag(command, 'new');
  if (remove && update !== undefined)
    throw failedToParse("Cannot specify both an 'update' and 'remove'=true");
  if (remove && upsert) throw failedToParse("Cannot specify both 'upsert'=true and 'remove'=true");
  if (remove && wantsNew)
    throw failedToParse(
      "Cannot specify both 'new'=true and 'remove'=true; 'remove' always returns the deleted document",
    );
  if (!remove && update === undefined)
    throw failedToParse("Either an 'update' or 'remove'=true must be specified");
  const request: Request = {
    db,
    name: collectionName(context),
    query,
    update: remove
      ? undefined
      : compileUpdate(update as Value, {
          filter: query.filter,
          arrayFilters: command.get('arrayFilters') as Value[] | undefined,
          constants: optionalDoc(command, 'let'),
        }),
    upsert,
    wantsNew,
    project: compileProjection(optionalDoc(command, 'fields'), query.filter),
  };
  return store.env.write(() => run(store, request));
};
