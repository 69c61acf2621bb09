import { isDoc, type Value } from '../bson/values.js';
import { refused, StoreError } from '../errors.js';
import type { BuildStage, Environment, Stage } from './stage.js';
import { grouping } from './stages/grouping.js';
import { joining } from './stages/joining.js';
import { shaping } from './stages/shaping.js';
import { windows } from './stages/windows.js';

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
