import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DIVISION_LEVEL, type Division } from '../domain/divisions.js';
import { AppError } from '../errors.js';
import type { Models } from '../models/create-models.js';
import { projectRoot } from '../project-root.js';
import { readDivisionsCsv } from './places/divisions-csv.js';

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

/** The 12-digit code of a county given with 6 or 12 digits. */
export function wholeCountyCode(countyCode: string): string {
  return countyCode.slice(0, 6).padEnd(12, '0');
}

/**
 * Reads the county's divisions: what was imported into the store, else `data/divisions-<6 digits>.csv`.
 * @throws `county_unknown` when there is neither
 */
export async function loadPlaces(models: Pick<Models, 'divisions'>, countyCode: string): Promise<Places> {
  const code = wholeCountyCode(countyCode);
  const imported = await models.divisions.ofCounty(code);
  return createPlaces(imported.length > 0 ? imported : await shipped(code), code);
}

async function shipped(code: string): Promise<Division[]> {
  const path = join(projectRoot, 'data', `divisions-${code.slice(0, 6)}.csv`);
  let csv: string;
  try {
    csv = await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError(
      'county_unknown',
      `COUNTY_CODE ${code} has no divisions: import them with npm run divisions:import <csv>`,
      { cause },
    );
  }
  const { divisions, problems } = readDivisionsCsv(csv);
  if (problems.length > 0) throw new AppError('divisions_invalid', `${path}: ${problems[0]}`);
  return divisions;
}

/** Places in memory. @throws `county_unknown` when the county itself is not among them */
export function createPlaces(divisions: readonly Division[], countyCode: string): Places {
  const all = [...divisions].sort((a, b) => (a.code < b.code ? -1 : 1));
  const byCode = new Map(all.map((division) => [division.code, division]));
  const county = byCode.get(countyCode);
  if (!county) throw new AppError('county_unknown', `the divisions lack the county ${countyCode}`);
  const childrenOf = new Map<string, Division[]>();
  for (const division of all) {
    const siblings = childrenOf.get(division.parentCode);
    if (siblings) siblings.push(division);
    else childrenOf.set(division.parentCode, [division]);
  }

  function path(code: string): Division[] {
    const division = byCode.get(code);
    if (!division || division.level === DIVISION_LEVEL.county) return [];
    return [...path(division.parentCode), division];
  }

  return {
    county,
    all,
    byCode: (code) => byCode.get(code),
    path,
    fullName(code) {
      if (code === county.code) return county.name;
      return path(code)
        .map(({ name }) => name)
        .join('');
    },
    children: (code) => childrenOf.get(code) ?? [],
  };
}
