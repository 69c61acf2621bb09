/**
 * The little language of the lexicon files. A term is one or more elements:
 * `路灯` a word; `[坏|不亮]` alternatives; `没[有|]人管` alternatives inside a word; `@坏` a named list;
 * `a~b` b follows a inside one clause, `a~~b` b follows a inside one sentence, `a&b` both in one sentence, any order.
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

/** Reads one term; `sets` holds the named lists. Throws on a malformed term, so a bad data file stops the start. */
export function parseTerm(term: string, sets: Record<string, string[]>): Term {
  const parts = term.split(/(~~|~|&)/);
  const elements = parts.filter((_, index) => index % 2 === 0).map((word) => expandWord(word, sets));
  if (elements.some((words) => words.some((word) => word === '')))
    throw new Error(`empty word in lexicon term ${term}`);
  const joints = parts.filter((_, index) => index % 2 === 1).map((joint) => JOINTS[joint] as Joint);
  return { elements, joints };
}
