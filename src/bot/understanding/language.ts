import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shanghaiDay } from '../../domain/calendar.js';
import { DIVISION_LEVEL, type Division } from '../../domain/divisions.js';
import { AppError } from '../../errors.js';
import { loadUnderstandingData } from './data.js';
import { createGazetteer } from './gazetteer.js';
import { createParsers } from './parsers.js';
import type { Danger, Understand } from './types.js';
import { createUnderstanding } from './understand.js';

/** Everything that reads what people write, bound to one county. */
export interface Language {
  understand: Understand;
  yesNo(text: string): boolean | undefined;
  /** A petition number as people say it; `now` gives the year; `asked`: the message answers the question for it. */
  petitionNo(text: string, now: Date, asked?: boolean): string | undefined;
  queryCode(text: string): string | undefined;
  places: {
    county: Division;
    byCode(code: string): Division | undefined;
    children(code: string): Division[];
    describe(code: string): string;
  };
  /** What to tell somebody in danger, by kind. */
  dangerAdvice: Record<Danger, string>;
}

/** Reads the data under `<root>/data` once. `divisions`: county, towns and villages. */
export function loadLanguage(root: string, divisions: readonly Division[]): Language {
  const county = divisions.find(({ level }) => level === DIVISION_LEVEL.county);
  if (!county) throw new AppError('county_unknown', 'the table of divisions holds no county');
  const data = loadUnderstandingData(root, divisions);
  const gazetteer = createGazetteer(data.divisions, data.places, data.pinyin);
  const parsers = createParsers(data);
  const advice = JSON.parse(readFileSync(join(root, 'data/danger.json'), 'utf8')) as Record<
    Danger,
    { text: string }
  >;
  return {
    understand: createUnderstanding(data),
    yesNo: parsers.yesNo,
    petitionNo: (text, now, asked) => parsers.petitionNo(text, shanghaiDay(now), asked),
    queryCode: parsers.queryCode,
    places: {
      county,
      byCode: (code) => gazetteer.byCode(code),
      children: (code) => gazetteer.children(code),
      describe: (code) => {
        const division = gazetteer.byCode(code);
        return division ? gazetteer.describe(division) : '';
      },
    },
    dangerAdvice: Object.fromEntries(
      Object.entries(advice).map(([kind, { text }]) => [kind, text]),
    ) as Record<Danger, string>,
  };
}
