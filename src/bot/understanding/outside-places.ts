import type { FoundPlace } from './gazetteer.js';
import type { PlaceWords } from './lexicon-types.js';
import { wordAfter } from './text-cues.js';
import { createWordIndex } from './word-index.js';

/** 县, 市 or 区 and 的. */
const MAX_BEHIND = 2;

/** A well-known place outside the county, and where the text names it. */
export interface OutsidePlace {
  name: string;
  start: number;
  end: number;
}

/**
 * Finds the first well-known place that lies outside the county; its prefecture and province do not count as outside.
 * `codes` maps a name to the leading digits of its division code.
 */
export function createOutsidePlaces(
  codes: Record<string, string>,
  countyCode: string,
  words: PlaceWords,
): (text: string, places: readonly FoundPlace[]) => OutsidePlace | undefined {
  const names = createWordIndex<string>();
  for (const [name, code] of Object.entries(codes)) if (!countyCode.startsWith(code)) names.add(name, name);
  return (text, places) => {
    for (let start = 0; start < text.length; start += 1) {
      let outside: OutsidePlace | undefined;
      names.matchAt(text, start, (end, found) => {
        if (!wordAfter(text, end, words.notAfterOutside)) outside = { name: found[0] as string, start, end };
      });
      if (outside && !places.some((place) => place.start <= start && place.end > start)) return outside;
    }
    return undefined;
  };
}

/** 李家村 in 东平县李家村 is not ours: leaves out what stands right behind the outside place. */
export function withoutOutside(places: FoundPlace[], outside: OutsidePlace | undefined): FoundPlace[] {
  if (!outside) return places;
  return places.filter((place) => place.start < outside.end || place.start - outside.end > MAX_BEHIND);
}
