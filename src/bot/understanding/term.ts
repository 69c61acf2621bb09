/**
 * The little language of the lexicon files. A term is one or more elements:
 * `路灯` a word; `[坏|不亮]` alternatives; `没[有|]人管` alternatives inside a word; `@坏` a named list;
 * an element with an empty
 * alternative is optional; `a~b` b follows a inside one clause, `a~~b` b follows a inside one sentence, `a&b` both in one sentence, any order.
 */
export interface Term {
  elements: string[][];
  /** How element n+1 stands to element n. */
  joints: Joint[];
}
export type Joint = 'clause' | 'sentence' | 'either';

const JOINTS: Record<string, Joint> = { '~': 'clause', '~~': 'sentence', '&': 'either' };

function expandWord(word: string, sets: Record<string, string[]>): string[] {
  const open = word.indexOf('[');
  if (open < 0) return word.startsWith('@') ? namedSet(word.slice(1), sets) : [word];
  const close = word.indexOf(']', open);
  if (close < 0) throw new Error(`unclosed [ in lexicon term ${word}`);
  const before = word.slice(0, open);
  const tails = expandWord(word.slice(close + 1), sets);
  return word
    .slice(open + 1, close)
    .split('|')
    .flatMap((choice) => (choice.startsWith('@') ? namedSet(choice.slice(1), sets) : [choice]))
    .flatMap((choice) => tails.map((tail) => before + choice + tail));
}

function namedSet(name: string, sets: Record<string, string[]>): string[] {
  const words = sets[name];
  if (!words) throw new Error(`the lexicon has no list @${name}`);
  return words.flatMap((word) => expandWord(word, sets));
}

/** The term without its optional elements (those with an empty alternative), and with them: every way to match it. */
function variants(elements: string[][], joints: Joint[]): Term[] {
  const optional = elements.findIndex((words, index) => index > 0 && words.includes(''));
  if (optional < 0) return [{ elements, joints }];
  const full = elements.map((words, index) =>
    index === optional ? words.filter((word) => word !== '') : words,
  );
  const short = elements.filter((_, index) => index !== optional);
  const shortJoints = joints.filter((_, index) => index !== optional - 1);
  const withElement = full[optional]?.length ? variants(full, joints) : [];
  return [...withElement, ...variants(short, shortJoints)];
}

/**
 * Reads one term into every way to match it; `sets` holds the named lists. Throws on a malformed term, so that a bad
 * data file stops the start.
 */
export function parseTerm(term: string, sets: Record<string, string[]>): Term[] {
  const parts = term.split(/(~~|~|&)/);
  const elements = parts.filter((_, index) => index % 2 === 0).map((word) => expandWord(word, sets));
  if (elements[0]?.includes('')) throw new Error(`lexicon term ${term} begins with nothing`);
  const joints = parts.filter((_, index) => index % 2 === 1).map((joint) => JOINTS[joint] as Joint);
  return variants(elements, joints);
}
