/** What tells whether two statements of one person are about the same matter. */
export interface MatterMark {
  matterPlaceCode?: string;
  /** First-level class code. */
  level1?: string;
  statement: string;
}

const ALIKE = 0.6;
const ALIKE_SAME_PLACE_AND_CLASS = 0.3;

/**
 * Whether a statement repeats an earlier one: nearly the same words, or clearly related words about the
 * same place and class. Different known places are different matters. Only a proposal: the person is asked.
 */
export function isSameMatter(a: MatterMark, b: MatterMark): boolean {
  const placesDiffer = a.matterPlaceCode && b.matterPlaceCode && a.matterPlaceCode !== b.matterPlaceCode;
  if (placesDiffer) return false;
  const samePlace = a.matterPlaceCode !== undefined && a.matterPlaceCode === b.matterPlaceCode;
  const sameClass = a.level1 !== undefined && a.level1 === b.level1;
  return likeness(a.statement, b.statement) >= (samePlace && sameClass ? ALIKE_SAME_PLACE_AND_CLASS : ALIKE);
}

/** Shared pairs of neighbouring characters, 0 to 1 (Dice); spaces and punctuation do not count. */
export function likeness(a: string, b: string): number {
  const left = pairs(a);
  const right = pairs(b);
  if (left.size === 0 || right.size === 0) return plain(a) === plain(b) ? 1 : 0;
  const shared = [...left].filter((pair) => right.has(pair)).length;
  return (2 * shared) / (left.size + right.size);
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/[\p{P}\p{S}\p{Z}\p{C}]/gu, '');
}

function pairs(text: string): Set<string> {
  const characters = [...plain(text)];
  return new Set(characters.slice(1).map((character, index) => `${characters[index]}${character}`));
}
