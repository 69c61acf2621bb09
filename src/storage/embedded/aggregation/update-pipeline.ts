import { type Doc, isDoc, type Value } from '../bson/values.js';
import { failedToParse } from '../errors.js';
import type { Update } from '../updater/change.js';
import { compilePipeline } from './pipeline.js';
import { runStages } from './stage.js';

const allowed = new Set(['$addFields', '$set', '$unset', '$project', '$replaceRoot', '$replaceWith']);

/** Compiles an update given as a pipeline; `_id` survives a new root that lacks it. */
export function compileUpdatePipeline(stages: Value[], constants: Doc | undefined): Update {
  for (const stage of stages) {
    const name = isDoc(stage) ? stage.keys().next().value : undefined;
    if (name === undefined || !allowed.has(name))
      throw failedToParse(`${name} is not allowed to be used within an update`);
  }
  const compiled = compilePipeline(stages, {
    variables: new Map(constants ?? []),
    read: () => [],
    compile: compilePipeline,
  });
  return {
    replaces: false,
    touches: () => true,
    apply(doc) {
      const [result] = runStages(compiled, [doc]) as [Doc];
      const id = doc.get('_id');
      return result.has('_id') || id === undefined ? result : new Map([['_id', id], ...result]);
    },
  };
}
