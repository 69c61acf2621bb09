import type { ChineseNumbers } from './chinese-number.js';
import type { CountWords } from './lexicon-types.js';
import { wordAfter, wordBefore } from './text-cues.js';

export interface Counts {
  people?: number;
  households?: number;
}

const CUE_WINDOW = 12;
const MAX_COUNT = 99_999;

/** How many people or households the message speaks for; numbers of others ("来了十几个人打我们") do not count. */
export function findCounts(text: string, numbers: ChineseNumbers, words: CountWords): Counts {
  const counts: Counts = {};
  for (let index = 1; index < text.length; index += 1) {
    const household = householdUnitAt(text, index);
    const person = wordAfter(text, index, words.peopleUnits);
    const unit = household ?? person;
    if (!unit) continue;
    const number = numbers.endingAt(text, index);
    if (
      !number ||
      words.vague.includes(text.slice(number.start, index)) ||
      number.value < 2 ||
      number.value > MAX_COUNT
    )
      continue;
    const after = index + unit.length;
    if (words.closeHouseholdUnits.includes(unit) && !wordBefore(text, number.start, words.closeCues))
      continue;
    const before = text.slice(Math.max(0, number.start - CUE_WINDOW), number.start);
    if (words.notAfter.some((word) => text.startsWith(word, after))) continue;
    if (wordBefore(text, number.start, words.notBefore)) continue;
    const isOurs =
      words.cuesBefore.some((word) => before.includes(word)) ||
      wordAfter(text, after, words.cuesAfter) !== undefined ||
      words.ownUnits.includes(unit);
    if (!isOurs) continue;
    if (household) counts.households ??= number.value;
    else counts.people ??= number.value;
  }
  return counts;

  function householdUnitAt(source: string, index: number): string | undefined {
    return (
      wordAfter(source, index, words.householdUnits) ?? wordAfter(source, index, words.closeHouseholdUnits)
    );
  }
}

/** A bare answer to "how many": 5, 五个人, 十几户, 就我自己. */
export function parseCount(text: string, numbers: ChineseNumbers, words: CountWords): number | undefined {
  const trimmed = text.trim();
  for (const [value, phrases] of Object.entries(words.phrases)) {
    if (phrases.some((phrase) => trimmed.includes(phrase))) return Number(value);
  }
  for (let end = trimmed.length; end > 0; end -= 1) {
    const number = numbers.endingAt(trimmed, end);
    if (number) return number.value;
  }
  return undefined;
}
