/**
 * The little language of the lexicon files. A term is one or more elements: `路灯` a word; `[坏|不亮]` alternatives;
 * `没[有|]人管` alternatives inside a word; `@坏` a named list. Between them: `a~b` b follows a inside one clause,
 * `a~~b` b follows a inside one sentence, `a&b` both stand in one sentence in any order. An element that stands alone
 * and has an empty alternative (`[了|]`) is optional.
 */

/** How one element of a term stands to the one before it. */
export type Joint = 'clause' | 'sentence' | 'either';

/** An element as it is written, and whether the term may do without it. */
interface WrittenElement {
  source: string;
  optional: boolean;
}

/** One way to match a term. */
export interface TermVariant {
  sources: string[];
  joints: Joint[];
}

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

/** Lists never change once read, and many terms name the same ones. */
const expanded = new WeakMap<readonly string[], string[]>();

function namedSet(name: string, sets: Record<string, string[]>): string[] {
  const words = sets[name];
  if (!words) throw new Error(`the lexicon has no list @${name}`);
  const known = expanded.get(words) ?? [...new Set(words.flatMap((word) => expandWord(word, sets)))];
  expanded.set(words, known);
  return known;
}

const isOptional = (source: string) => /^\[[^[\]]+\]$/.test(source) && /\[\||\|\|?\]/.test(source);

function elementsOf(term: string): { elements: WrittenElement[]; joints: Joint[] } {
  const parts = term.split(/(~~|~|&)/);
  const elements = parts
    .filter((_, index) => index % 2 === 0)
    .map((source) => ({ source, optional: isOptional(source) }));
  if (elements[0]?.optional || elements.some(({ source }) => source === '')) {
    throw new Error(`malformed lexicon term ${term}`);
  }
  const joints = parts.filter((_, index) => index % 2 === 1).map((joint) => JOINTS[joint] as Joint);
  return { elements, joints };
}

/**
 * The words an element stands for. Throws when it names an unknown list, so that a bad data file stops the start.
 */
export function wordsOf(element: string, sets: Record<string, string[]>): string[] {
  if (!/[[@]/.test(element)) return [element];
  return [...new Set(expandWord(element, sets))].filter((word) => word !== '');
}

/** Every way to match a term: with and without each optional element. Throws on a malformed term. */
export function variantsOf(term: string): TermVariant[] {
  if (!/[~&[]/.test(term)) return [{ sources: [term], joints: [] }];
  const { elements, joints } = elementsOf(term);
  let variants: TermVariant[] = [{ sources: [], joints: [] }];
  elements.forEach(({ source, optional }, index) => {
    const joint = joints[index - 1];
    const extended = variants.map((variant) => ({
      sources: [...variant.sources, source],
      joints: joint ? [...variant.joints, joint] : variant.joints,
    }));
    variants = optional ? [...variants, ...extended] : extended;
  });
  return variants;
}
