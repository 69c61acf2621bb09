import type { Doc, Value } from '../bson/values.js';
import { refused } from '../errors.js';
import type { Update } from '../updater/update.js';
export function compileUpdatePipeline(_stages: Value[], _constants: Doc | undefined): Update {
  throw refused('pipeline update');
}
