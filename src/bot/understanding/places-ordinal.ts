import type { FoundPlace } from './gazetteer.js';
import type { PlaceWords } from './lexicon-types.js';
import type { PlaceName } from './place-names.js';
import { wordAfter } from './text-cues.js';

interface Ordinal {
  start: number;
  end: number;
  ordinal: string;
}

function ordinalsIn(text: string, places: readonly FoundPlace[], words: PlaceWords): Ordinal[] {
  const found: Ordinal[] = [];
  for (let start = 0; start < text.length - 1; start += 1) {
    const digit = text[start] as string;
    const ordinal = /[1-9]/.test(digit) ? words.ordinals[Number(digit) - 1] : digit;
    if (!ordinal || !words.ordinals.includes(ordinal)) continue;
    const tail = wordAfter(text, start + 1, words.ordinalTails);
    const previous = text[start - 1] ?? '';
    if (!tail || words.ordinals.includes(previous) || /\d/.test(previous)) continue;
    const end = start + 1 + tail.length;
    if (wordAfter(text, end, words.notAfterOrdinal)) continue;
    if (places.some((place) => place.start < end && place.end > start)) continue;
    found.push({ start, end, ordinal });
  }
  return found;
}

function relatives(anchor: PlaceName, ordinal: string, names: readonly PlaceName[]): PlaceName[] {
  const town = anchor.isTown ? anchor.division.code : anchor.division.parentCode;
  const numbered = names.filter((name) => name.division.parentCode === town && name.ordinal === ordinal);
  const stem = anchor.isTown ? anchor.core : anchor.stem;
  const sameStem = numbered.filter((name) => name.stem === stem);
  return sameStem.length > 0 ? sameStem : numbered;
}

/** 三村 after 石横一村 or behind 石横镇 means 石横三村; without such an anchor it names nothing. */
export function resolveOrdinals(
  text: string,
  places: readonly FoundPlace[],
  known: readonly PlaceName[],
  names: readonly PlaceName[],
  words: PlaceWords,
): FoundPlace[] {
  const resolved: FoundPlace[] = [];
  for (const { start, end, ordinal } of ordinalsIn(text, places, words)) {
    const earlier = places.filter((place) => place.end <= start).toReversed();
    const later = places.filter((place) => place.start >= end);
    const anchors = [
      ...earlier.flatMap((place) => place.candidates),
      ...known,
      ...later.flatMap((place) => place.candidates),
    ];
    for (const anchor of anchors) {
      const candidates = relatives(anchor, ordinal, names);
      if (candidates.length === 0) continue;
      resolved.push({ start, end, candidates, match: 'exact' });
      break;
    }
  }
  return [...places, ...resolved].sort((a, b) => a.start - b.start);
}
