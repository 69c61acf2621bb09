import { type Doc, isDoc, type Value } from '../bson/values.js';
import type { Query } from '../commands/query.js';
import { refused, StoreError } from '../errors.js';
import type { Scope } from './expression.js';
import { grouping } from './stages/grouping.js';
import { joining } from './stages/joining.js';
import { shaping } from './stages/shaping.js';
import { windows } from './stages/windows.js';

/** What stages may use of the outside. */
export interface Environment {
  /** Matching documents of another collection of the same database. */
  read(collection: string, query: Query): Doc[];
  /** Variables of `let`. */
  variables: Map<string, Value | undefined>;
}

export type Stage = (docs: Doc[]) => Doc[];
/** Makes a stage from its specification. */
export type BuildStage = (spec: Value, environment: Environment) => Stage;

const builders: Record<string, BuildStage> = { ...shaping, ...grouping, ...joining, ...windows };

const unsupported = new Set(
  '$out $merge $geoNear $graphLookup $densify $fill $documents $search $searchMeta $vectorSearch $changeStream $currentOp $indexStats $listSessions $listLocalSessions $planCacheStats $collStats $sample $shardedDataDistribution'.split(
    ' ',
  ),
);

/** Compiles a pipeline. @throws 40323/40324 as MongoDB does, 238 for stages refused by name */
export function compilePipeline(stages: Value[], environment: Environment): Stage[] {
  return stages.map((stage) => {
    if (!isDoc(stage)) throw new StoreError(14, 'Each element of the pipeline array must be an object');
    if (stage.size !== 1)
      throw new StoreError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [[name, spec]] = [...stage] as [[string, Value]];
    const build = builders[name];
    if (build) return build(spec, environment);
    if (unsupported.has(name)) throw refused(`the aggregation stage ${name}`);
    throw new StoreError(40324, `Unrecognized pipeline stage name: '${name}'`);
  });
}

export const runStages = (stages: Stage[], docs: Doc[]): Doc[] => stages.reduce((d, stage) => stage(d), docs);

/** The scope in which expressions of a stage see a document. */
export const scopeOf = (doc: Doc, { variables }: Pick<Environment, 'variables'>): Scope => ({
  root: doc,
  current: doc,
  variables,
});

export const namesOf = ({ variables }: Pick<Environment, 'variables'>): string[] => [...variables.keys()];
