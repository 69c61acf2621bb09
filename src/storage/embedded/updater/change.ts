import type { Doc, Value } from '../bson/values.js';

/**
 * What an operator makes of the value at its path: the new value, or `undefined` to leave it.
 * `old` is undefined where nothing is.
 */
export type Change = (old: Value | undefined) => Value | undefined;

export interface Operator {
  /** Reads and checks the operand of one path. */
  parse(operand: Value, path: string): Change;
  /** Whether a missing path is made; others leave it alone. */
  creates: boolean;
}

/** A compiled update. */
export interface Update {
  /** Whether it sets whole documents instead of fields. */
  replaces: boolean;
  /**
   * Changes `doc` in place (or gives another document).
   * @param inserting whether the document is being made by an upsert (`$setOnInsert` counts).
   */
  apply(doc: Doc, inserting: boolean): Doc;
  /** Whether a top-level field may change; indexes on others need no look. */
  touches(root: string): boolean;
}
