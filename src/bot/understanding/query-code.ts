import type { ChineseNumbers } from './chinese-number.js';
import { digitRuns } from './digit-runs.js';

const QUERY_CODE_LENGTH = 10;

/** Ten digits as written or spoken (3-3-4, spaces, 幺三八 …); undefined when there are none or several. */
export function parseQueryCode(
  text: string,
  numbers: ChineseNumbers,
  separators: string,
): string | undefined {
  const codes = digitRuns(text, numbers, separators).filter((run) => run.digits.length === QUERY_CODE_LENGTH);
  return codes.length === 1 ? codes[0]?.digits : undefined;
}
