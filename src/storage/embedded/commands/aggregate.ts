import { compilePipeline } from '../aggregation/pipeline.js';
import { type Environment, runStages } from '../aggregation/stage.js';
import { encode } from '../bson/encode.js';
import { asDouble } from '../bson/numbers.js';
import { type Doc, docOf, isDoc, isNumber, type Value } from '../bson/values.js';
import { nowMs } from '../clock.js';
import { failedToParse, refused, typeMismatch } from '../errors.js';
import { statsOf } from './catalog.js';
import { allowFields, type Context, type Handler, optionalDoc, wholeNumber } from './context.js';
import { listSource } from './cursors.js';
import { collectDocuments, deadline, findMatches, type Query } from './query.js';
import { hintOf } from './read.js';

/** The query at the head of a pipeline, which indexes can serve, and what is left of the pipeline. */
export function leadingQuery(pipeline: Value[]): { query: Query; rest: Value[] } {
  const [first, second] = pipeline.filter(isDoc);
  const match = first?.size === 1 ? first.get('$match') : undefined;
  const filter = isDoc(match) ? match : undefined;
  const next = filter ? second : first;
  const sort = next?.size === 1 ? next.get('$sort') : undefined;
  const isSort = isDoc(sort) && sort.size > 0;
  const used = (filter ? 1 : 0) + (isSort ? 1 : 0);
  return {
    query: { filter: filter ?? new Map(), sort: isSort ? sort : undefined },
    rest: pipeline.slice(used),
  };
}

function environmentOf(context: Context): Environment {
  const { store, db, command } = context;
  const constants = optionalDoc(command, 'let');
  return {
    variables: new Map(constants ?? []),
    compile: compilePipeline,
    read(name, query) {
      const collection = store.catalog.get(`${db}.${name}`);
      if (!collection) return [];
      return [...findMatches(store, collection, query)].flatMap((found) => (found ? [found.doc] : []));
    },
  };
}

/** `$collStats` as shells ask for it. */
function collectionStats(context: Context, name: string): Doc[] {
  const collection = context.store.catalog.get(`${context.db}.${name}`);
  const count = collection ? context.store.documents.count(collection) : 0;
  const storageStats = collection ? docOf(statsOf(context.store, collection)) : new Map();
  return [
    docOf({
      ns: `${context.db}.${name}`,
      host: 'localhost',
      localTime: new Date(nowMs()),
      count,
      storageStats,
    }),
  ];
}

async function source(context: Context, pipeline: Value[]): Promise<{ docs: Doc[]; rest: Value[] }> {
  const name = context.command.get('aggregate');
  const first = pipeline[0];
  if (isDoc(first) && first.has('$collStats') && typeof name === 'string') {
    return { docs: collectionStats(context, name), rest: pipeline.slice(1) };
  }
  if (typeof name !== 'string') throw refused('aggregation on a whole database');
  const { query, rest } = leadingQuery(pipeline);
  const collection = context.store.catalog.get(`${context.db}.${name}`);
  const variables = optionalDoc(context.command, 'let');
  const checkTime = deadline(wholeNumber(context.command, 'maxTimeMS'));
  const found = { ...query, variables, hint: hintOf(context.command) };
  return {
    docs: collection ? await collectDocuments(context.store, collection, found, checkTime) : [],
    rest,
  };
}

export const aggregate: Handler = async (context) => {
  allowFields(context, ['pipeline', 'hint', 'let']);
  const { command } = context;
  const pipeline = command.get('pipeline');
  if (!Array.isArray(pipeline)) throw typeMismatch("'pipeline' option must be specified as an array");
  const cursor = optionalDoc(command, 'cursor');
  if (!cursor)
    throw failedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
  const environment = environmentOf(context);
  const isStats = isDoc(pipeline[0]) && pipeline[0].has('$collStats');
  const stages = compilePipeline(isStats ? pipeline.slice(1) : pipeline, environment);
  const { docs, rest } = await source(context, pipeline);
  const results = runStages(rest.length === 0 ? [] : stages.slice(-rest.length), docs);
  const size = cursor.get('batchSize');
  const batchSize = isNumber(size) ? asDouble(size) : undefined;
  const namespace = `${context.db}.${String(command.get('aggregate'))}`;
  return {
    cursor: await context.cursors.open(
      namespace,
      listSource(results, (doc) => encode(doc).length),
      batchSize,
      false,
    ),
  };
};
