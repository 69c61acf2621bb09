import type { NumberWords } from './lexicon-types.js';

export interface ChineseNumbers {
  /** A whole text that is a number: 三十二, 两百, 十几, 1万2, 45. The lower bound where it is vague. */
  parse(text: string): number | undefined;
  /** The number that ends at `end`, with its start; vague words (多, 来) before `end` are part of it. */
  endingAt(text: string, end: number): { value: number; start: number } | undefined;
  /** Turns spoken digits into figures and keeps everything else: 幺三八 → 138. Same length. */
  digitsOf(text: string): string;
}

/** Readers of numbers as people say them; `words` is `data/lexicon/numbers.json`. */
export function createChineseNumbers(words: NumberWords): ChineseNumbers {
  const isNumberCharacter = (character: string) =>
    /\d/.test(character) ||
    character in words.digits ||
    character in words.units ||
    words.about.includes(character);

  function parse(text: string): number | undefined {
    if (text === '') return undefined;
    const special = words.special[text];
    if (special !== undefined) return special;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    let total = 0;
    let section = 0;
    let digit: number | undefined;
    let lastUnit = 0;
    let seen = false;
    for (const character of text) {
      const unit = words.units[character];
      const value = /\d/.test(character) ? Number(character) : words.digits[character];
      if (value !== undefined) {
        const isFigure = /\d/.test(character) && digit !== undefined;
        const isRange = digit !== undefined && !isFigure && digit !== 0;
        if (!isRange) digit = isFigure ? (digit as number) * 10 + value : value;
        seen = true;
      } else if (unit === 10000) {
        total = (total + section + (digit ?? (section === 0 ? 1 : 0))) * unit;
        section = 0;
        digit = undefined;
        lastUnit = unit;
        seen = true;
      } else if (unit !== undefined) {
        section += (digit ?? (seen ? 0 : 1)) * unit;
        if (digit === undefined && section === 0) section = unit;
        digit = undefined;
        lastUnit = unit;
        seen = true;
      } else if (!words.about.includes(character)) {
        return undefined;
      }
    }
    if (!seen) return undefined;
    const endsInDigit = digit !== undefined && lastUnit >= 100 && !((text.at(-2) as string) in words.digits);
    return total + section + (endsInDigit ? (digit as number) * (lastUnit / 10) : (digit ?? 0));
  }

  function endingAt(text: string, end: number) {
    let start = end;
    while (start > 0 && end - start < 12 && isNumberCharacter(text[start - 1] as string)) start -= 1;
    for (let from = start; from < end; from += 1) {
      const value = parse(text.slice(from, end));
      if (value !== undefined) return { value, start: from };
    }
    return undefined;
  }

  const digitsOf = (text: string) => {
    let result = '';
    for (const character of text) {
      const value = words.digits[character];
      result += value === undefined ? character : String(value);
    }
    return result;
  };

  return { parse, endingAt, digitsOf };
}
