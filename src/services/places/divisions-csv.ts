import { DIVISION_LEVEL, type Division, type DivisionLevel } from '../../domain/divisions.js';

const HEADER = 'code,name,level,parentCode';
const LEVELS: ReadonlySet<string> = new Set(Object.values(DIVISION_LEVEL));
const PARENT_LEVEL: Record<DivisionLevel, DivisionLevel | undefined> = {
  county: undefined,
  town: DIVISION_LEVEL.county,
  village: DIVISION_LEVEL.town,
};

export interface DivisionsCsv {
  divisions: Division[];
  /** One sentence per problem, with its line; the divisions are usable only when there is none. */
  problems: string[];
}

/** Reads a county's divisions from CSV with the header `code,name,level,parentCode`, and judges every line. */
export function readDivisionsCsv(csv: string): DivisionsCsv {
  const [header = '', ...lines] = csv.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (header.trim() !== HEADER) return { divisions: [], problems: [`line 1: the header must be ${HEADER}`] };
  const rows = lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [{ line: index + 2, ...parseLine(line) }],
  );
  const byCode = new Map(rows.map(({ division }) => [division.code, division]));
  const seen = new Set<string>();
  const problems = rows.flatMap(({ line, division, columns }) => {
    const found = problemsOf(division, columns, byCode, seen);
    seen.add(division.code);
    return found.map((problem) => `line ${line}: ${problem}`);
  });
  const counties = rows.filter(({ division }) => division.level === DIVISION_LEVEL.county).length;
  if (counties !== 1) problems.push(`the file has ${counties} counties, it must have one`);
  return { divisions: rows.map(({ division }) => division), problems };
}

function parseLine(line: string): { division: Division; columns: number } {
  const columns = line.split(',').map((column) => column.trim());
  const [code = '', name = '', level = '', parentCode = ''] = columns;
  return { division: { code, name, level: level as DivisionLevel, parentCode }, columns: columns.length };
}

function problemsOf(
  { code, name, level, parentCode }: Division,
  columns: number,
  byCode: ReadonlyMap<string, Division>,
  seen: ReadonlySet<string>,
): string[] {
  const problems: string[] = [];
  if (columns !== 4) problems.push(`${columns} columns in place of 4`);
  if (!/^\d{12}$/.test(code)) problems.push(`the code "${code}" is not 12 digits`);
  if (seen.has(code)) problems.push(`the code ${code} stands in an earlier line too`);
  if (name === '') problems.push('the name is empty');
  if (!LEVELS.has(level)) return [...problems, `the level "${level}" is not county, town or village`];
  const wanted = PARENT_LEVEL[level];
  const parent = byCode.get(parentCode);
  if (wanted === undefined && parentCode !== '') problems.push('a county has no parent');
  if (wanted !== undefined && parent?.level !== wanted)
    problems.push(`the parent "${parentCode}" is not a ${wanted} of this file`);
  return problems;
}
