import type { Division } from '../domain/divisions.js';

/** The divisions of one county, in memory. */
export interface Places {
  county: Division;
  /** County, towns, villages, in order of code. */
  all: readonly Division[];
  byCode(code: string): Division | undefined;
  /** From town to the division itself, without the county. */
  path(code: string): Division[];
  /** `石横镇石横一村村委会`; the county's own name for the county; empty when unknown. */
  fullName(code: string): string;
  children(code: string): Division[];
}
