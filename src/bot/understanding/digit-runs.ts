import type { ChineseNumbers } from './chinese-number.js';

export interface DigitRun {
  digits: string;
  start: number;
  end: number;
}

/**
 * Runs of figures with nothing but separators (spaces, dashes, dots) between them; spoken digits count. Two separators
 * in a row end a run only when `maxGap` is 1.
 */
export function digitRuns(text: string, numbers: ChineseNumbers, separators: string, maxGap = 2): DigitRun[] {
  const figures = numbers.digitsOf(text);
  if (figures.length !== text.length) return [];
  const runs: DigitRun[] = [];
  let run: DigitRun | undefined;
  let gap = 0;
  for (let index = 0; index < figures.length; index += 1) {
    const character = figures[index] as string;
    if (character >= '0' && character <= '9') {
      if (run) {
        run.digits += character;
        run.end = index + 1;
      } else {
        run = { digits: character, start: index, end: index + 1 };
        runs.push(run);
      }
      gap = 0;
    } else if (run && separators.includes(character) && gap < maxGap) {
      gap += 1;
    } else {
      run = undefined;
    }
  }
  return runs;
}
