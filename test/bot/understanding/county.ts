import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadUnderstandingData, type UnderstandingData } from '../../../src/bot/understanding/data.js';
import type { Division, DivisionLevel } from '../../../src/domain/divisions.js';
import { projectRoot } from '../../../src/project-root.js';

/** The divisions of the sample county, as the service imports them. */
export function sampleDivisions(): Division[] {
  const rows = readFileSync(path.join(projectRoot, 'data/divisions-370983.csv'), 'utf8')
    .trim()
    .split(/\r?\n/);
  return rows.slice(1).map((row) => {
    const [code = '', name = '', level = '', parentCode = ''] = row.split(',');
    return { code, name, level: level as DivisionLevel, parentCode };
  });
}

export const county: UnderstandingData = loadUnderstandingData(projectRoot, sampleDivisions());

/** A division of the sample county by its official name, in the given town. */
export function divisionNamed(name: string, townCode?: string): Division {
  const found = county.divisions.find(
    (division) => division.name === name && (townCode === undefined || division.parentCode === townCode),
  );
  if (!found) throw new Error(`no division ${name}`);
  return found;
}
