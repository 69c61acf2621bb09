import type { ChineseNumbers } from './chinese-number.js';
import { type DigitRun, digitRuns } from './digit-runs.js';
import type { PhoneWords } from './lexicon-types.js';
import { wordBefore } from './text-cues.js';

export interface FoundPhone {
  value: string;
  start: number;
  end: number;
}

const MOBILE = /^1[3-9]\d{9}$/;
const WITH_COUNTRY = /^(?:00)?86(1[3-9]\d{9})$/;
const WITH_AREA = /^0[1-9]\d{1,2}[2-8]\d{6,7}$/;
/** A number of a mobile telephone with a digit or two too few or too many; 10 digits may be a query code as well. */
const WRONG_LENGTH = /^1[3-9](?:\d{7,8}|\d{10,11})$/;
const QUERY_CODE_LENGTH = 10;
const LOCAL = /^[2-8]\d{6}$/;

/** How far before a number the words may stand that say whose it is. */
const OWNER_WINDOW = 14;

function phoneOf(digits: string, areaCode: string, localAllowed: boolean): string | undefined {
  if (MOBILE.test(digits) || WITH_AREA.test(digits)) return digits;
  const withCountry = WITH_COUNTRY.exec(digits);
  if (withCountry) return withCountry[1];
  return localAllowed && LOCAL.test(digits) ? areaCode + digits : undefined;
}

/** "村书记 138…" right before the number: it is theirs, unless "我的" stands nearer. */
function belongsToAnother(text: string, run: DigitRun, words: PhoneWords): boolean {
  const before = text.slice(Math.max(0, run.start - OWNER_WINDOW), run.start);
  const lastOf = (list: readonly string[]) => Math.max(-1, ...list.map((word) => before.lastIndexOf(word)));
  const other = lastOf(words.others);
  return other >= 0 && lastOf(words.own) < other;
}

/** Finds the telephone numbers of the petitioner, best first: digits only, a landline with its area code. */
export function findPhones(
  text: string,
  numbers: ChineseNumbers,
  words: PhoneWords,
  separators: string,
  asked = false,
): FoundPhone[] {
  const found: FoundPhone[] = [];
  for (const run of digitRuns(text, numbers, separators)) {
    const whole = findIn(run);
    if (whole) found.push(whole);
    else found.push(...partsOf(text, run, numbers).flatMap((part) => findIn(part) ?? []));
  }

  function findIn(run: DigitRun): FoundPhone | undefined {
    const local = asked || wordBefore(text, run.start, words.localCues) !== undefined;
    const value = phoneOf(run.digits, words.areaCode, local);
    if (!value || belongsToAnother(text, run, words)) return undefined;
    return { value, start: run.start, end: run.end };
  }
  return found;
}

/** Two numbers with a space between them ("138… 139…") make one run: take them apart at the separators. */
function partsOf(text: string, run: DigitRun, numbers: ChineseNumbers): DigitRun[] {
  return digitRuns(text.slice(run.start, run.end), numbers, '').map((part) => ({
    digits: part.digits,
    start: part.start + run.start,
    end: part.end + run.start,
  }));
}

/**
 * The first number that looks like a mobile number of a wrong length. Without `asked` a number of ten digits needs 电话 or
 * the like before it.
 */
export function findWrongPhone(
  text: string,
  numbers: ChineseNumbers,
  words: PhoneWords,
  separators: string,
  asked: boolean,
): { start: number; end: number } | undefined {
  return digitRuns(text, numbers, separators).find(
    (run) =>
      WRONG_LENGTH.test(run.digits) &&
      (asked ||
        run.digits.length > QUERY_CODE_LENGTH ||
        wordBefore(text, run.start, words.localCues) !== undefined ||
        wordBefore(text, run.start, words.own) !== undefined) &&
      !wordBefore(text, run.start, words.otherNumbers) &&
      !belongsToAnother(text, run, words),
  );
}
