import { type Doc, isDoc, type Value } from '../bson/values.js';
import { badValue, refused } from '../errors.js';
import type { Plan } from '../planner/plan.js';
import type { Collection, Index } from '../store/catalog.js';
import { scan } from '../store/scan.js';
import { leadingQuery } from './aggregate.js';
import type { Answer, Context, Handler } from './context.js';
import { compileQuery, deadline, eachInSlices, planQuery, type Query, unionPlans } from './query.js';
import { queryOf } from './read.js';
import { version } from './server.js';

/** The query in any command that has one. */
function queryIn(command: Doc, name: string): Query {
  switch (name) {
    case 'find':
      return queryOf(command);
    case 'count':
    case 'distinct':
    case 'findAndModify':
    case 'findandmodify':
      return queryOf(command, 'query');
    case 'aggregate':
      return leadingQuery((command.get('pipeline') as Value[]) ?? []).query;
    case 'update':
    case 'delete': {
      const [statement] = (command.get(`${name}s`) as Doc[]) ?? [];
      return queryOf(statement ?? new Map(), 'q');
    }
    default:
      throw refused(`explain of ${name}`);
  }
}

function describe(plan: Plan<Index>): Answer {
  return {
    stage: 'IXSCAN',
    indexName: plan.index.name,
    keyPattern: plan.index.key,
    isMultiKey: plan.index.multikey,
    isUnique: plan.index.unique,
    isSparse: plan.index.sparse,
    isPartial: plan.index.partial !== undefined,
    direction: plan.reverse ? 'backward' : 'forward',
    ranges: plan.ranges.length,
    boundedFields: plan.bounded,
  };
}

function stages(collection: Collection | undefined, query: Query): Answer {
  if (!collection) return { stage: 'EOF' };
  const branches = query.sort ? undefined : unionPlans(collection, query);
  const plan = planQuery(collection, query);
  const inputStage = branches
    ? { stage: 'OR', inputStages: branches.map(describe) }
    : plan
      ? describe(plan)
      : undefined;
  const fetch = inputStage
    ? { stage: 'FETCH', filter: query.filter, inputStage }
    : { stage: 'COLLSCAN', filter: query.filter, direction: 'forward' };
  return query.sort && !plan?.sorted ? { stage: 'SORT', sortPattern: query.sort, inputStage: fetch } : fetch;
}

async function execution(context: Context, collection: Collection, query: Query): Promise<Answer> {
  const counters = { documents: 0, keys: 0 };
  const plans = unionPlans(collection, query) ?? [planQuery(collection, query)];
  const matches = compileQuery(query);
  const seen = new Set<string>();
  for (const plan of plans) {
    await eachInSlices(scan(context.store.env, collection, plan, matches, counters), deadline(0), (found) => {
      if (found) seen.add(found.idKey.toString('latin1'));
      return true;
    });
  }
  const isScan = plans[0] === undefined;
  return {
    executionSuccess: true,
    nReturned: seen.size,
    totalKeysExamined: isScan ? 0 : counters.keys,
    totalDocsExamined: counters.documents,
  };
}

/** `explain`: the index a command would use and, if asked, how much it looks at. */
export const explain: Handler = async (context) => {
  const inner = context.command.get('explain');
  if (!isDoc(inner)) throw badValue('explain needs a command as its argument');
  const name = inner.keys().next().value as string;
  const query = queryIn(inner, name);
  compileQuery(query);
  const namespace = `${context.db}.${String(inner.get(name))}`;
  const collection = context.store.catalog.get(namespace);
  const winningPlan = stages(collection, query);
  const verbosity = context.command.get('verbosity');
  const answer: Answer = {
    explainVersion: '1',
    queryPlanner: { namespace, parsedQuery: query.filter, winningPlan, rejectedPlans: [] },
    serverInfo: { host: 'localhost', version },
  };
  if (verbosity !== 'queryPlanner' && collection)
    answer['executionStats'] = await execution(context, collection, query);
  return answer;
};
