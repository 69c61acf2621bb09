import type { FoundPlace } from './gazetteer.js';
import type { PlaceWords } from './lexicon-types.js';
import { wordAfter } from './text-cues.js';
import { createWordIndex } from './word-index.js';

/**
 * Finds the first well-known place that lies outside the county; its prefecture and province do not count as outside.
 * `codes` maps a name to the leading digits of its division code.
 */
export function createOutsidePlaces(
  codes: Record<string, string>,
  countyCode: string,
  words: PlaceWords,
): (text: string, found: readonly FoundPlace[]) => string | undefined {
  const names = createWordIndex<string>();
  for (const [name, code] of Object.entries(codes)) if (!countyCode.startsWith(code)) names.add(name, name);
  return (text, places) => {
    for (let start = 0; start < text.length; start += 1) {
      let name: string | undefined;
      names.matchAt(text, start, (end, found) => {
        if (!wordAfter(text, end, words.notAfterOutside)) name = found[0];
      });
      if (name && !places.some((place) => place.start <= start && place.end > start)) return name;
    }
    return undefined;
  };
}
