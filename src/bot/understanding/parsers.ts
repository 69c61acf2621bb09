import { DIVISION_LEVEL } from '../../domain/divisions.js';
import { createChineseNumbers } from './chinese-number.js';
import { parseCount } from './count.js';
import type { UnderstandingData } from './data.js';
import { parseIdNumber } from './id-number.js';
import { createNameReader } from './name.js';
import { normaliseText } from './normalise.js';
import { parsePetitionNo, withoutPetitionNo } from './petition-no.js';
import { findPhones } from './phone.js';
import { parseQueryCode } from './query-code.js';
import { parseRelativeDay } from './relative-day.js';
import { parseYesNo } from './yes-no.js';

/** Readers of one bare answer; each gives undefined when the text does not hold what it looks for. */
export interface Parsers {
  /** The person's own number, digits only. */
  phone(text: string): string | undefined;
  /** A full name; `asking`: the text answers the question for it. */
  name(text: string, options?: { asking?: boolean }): string | undefined;
  idNumber(text: string): { value: string; valid: boolean } | undefined;
  count(text: string): number | undefined;
  yesNo(text: string): boolean | undefined;
  /** `today` is YYYY-MM-DD in Asia/Shanghai; `asked`: the text answers the question for it. Returns `XF370983-20261124-0017`. */
  petitionNo(text: string, today: string, asked?: boolean): string | undefined;
  queryCode(text: string): string | undefined;
  chineseNumber(text: string): number | undefined;
  /** A day as YYYY-MM-DD. */
  relativeDay(text: string, today: string): string | undefined;
}

const COUNTY_CODE_LENGTH = 6;

/** Binds the parsers to the data of one county. */
export function createParsers(data: UnderstandingData): Parsers {
  const numbers = createChineseNumbers(data.numbers);
  const names = createNameReader(data.surnames, data.names);
  const { separators } = data.punctuation;
  const county = data.divisions.find((division) => division.level === DIVISION_LEVEL.county)?.code ?? '';
  const countyCode = county.slice(0, COUNTY_CODE_LENGTH);
  const phones = (text: string) => findPhones(text, numbers, data.phone, separators, true);
  return {
    phone: (text) => phones(normaliseText(text))[0]?.value,
    name: (text, options) => {
      const normal = normaliseText(text);
      return names.find(normal, { asking: options?.asking, phones: phones(normal) })?.value;
    },
    idNumber: (text) => parseIdNumber(normaliseText(text)),
    count: (text) => parseCount(normaliseText(text), numbers, data.counts),
    yesNo: (text) => parseYesNo(normaliseText(text), data.answers),
    petitionNo: (text, today, asked) =>
      parsePetitionNo(normaliseText(text), today, countyCode, numbers, data.answers.dash, asked),
    queryCode: (text) => {
      const normal = normaliseText(text);
      return (
        parseQueryCode(normal, numbers, separators) ??
        parseQueryCode(withoutPetitionNo(normal, numbers, data.answers.dash), numbers, separators)
      );
    },
    chineseNumber: (text) => numbers.parse(normaliseText(text)),
    relativeDay: (text, today) => parseRelativeDay(normaliseText(text), today, data.days, numbers),
  };
}
