import { DIVISION_LEVEL } from '../../domain/divisions.js';
import type { Models } from '../../models/create-models.js';
import { readDivisionsCsv } from './divisions-csv.js';

export type DivisionsImport =
  | { countyCode: string; added: number; changed: number; removed: number }
  | { problems: string[] };

/** Makes the county's divisions those of the file, or lists every problem and changes nothing. */
export async function importDivisions(
  models: Pick<Models, 'divisions'>,
  csv: string,
): Promise<DivisionsImport> {
  const { divisions, problems } = readDivisionsCsv(csv);
  const county = divisions.find(({ level }) => level === DIVISION_LEVEL.county);
  if (problems.length > 0 || !county) return { problems };
  return { countyCode: county.code, ...(await models.divisions.replaceCounty(county.code, divisions)) };
}
