import type { Doc, Value } from '../bson/values.js';
import type { Scope } from './scope.js';

/** The documents of a collection a stage asks for. */
export interface Query {
  filter: Doc;
}

/** What stages may use of the outside. */
export interface Environment {
  /** Matching documents of another collection of the same database. */
  read(collection: string, query: Query): Doc[];
  /** Variables of `let`. */
  variables: Map<string, Value | undefined>;
  /** Compiles an inner pipeline. */
  compile(stages: Value[], environment: Environment): Stage[];
}

export type Stage = (docs: Doc[]) => Doc[];
/** Makes a stage from its specification. */
export type BuildStage = (spec: Value, environment: Environment) => Stage;

export const runStages = (stages: Stage[], docs: Doc[]): Doc[] => stages.reduce((d, stage) => stage(d), docs);

/** The scope in which expressions of a stage see a document. */
export const scopeOf = (doc: Doc, { variables }: Pick<Environment, 'variables'>): Scope => ({
  root: doc,
  current: doc,
  variables,
});

export const namesOf = ({ variables }: Pick<Environment, 'variables'>): string[] => [...variables.keys()];
