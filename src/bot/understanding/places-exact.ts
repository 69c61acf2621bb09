import type { FoundPlace } from './gazetteer.js';
import type { PlaceWords } from './lexicon-types.js';
import { agreeingWith, type PlaceName } from './place-names.js';
import { isBoundary, wordAfter, wordBefore } from './text-cues.js';
import { createWordIndex } from './word-index.js';

/** A message that names more places than this is no message. */
const MAX_PLACES = 40;

interface Span {
  start: number;
  end: number;
}
interface RawPlace extends Span {
  candidates: PlaceName[];
  /** The words said a suffix (村, 镇 …): no longer an everyday word. */
  suffixed: boolean;
  inBiggerName: boolean;
  /** The suffix is not the one of any candidate (石横二村 for 石横二街): to be confirmed. */
  otherSuffix: boolean;
}

/** Reads Arabic ordinals of villages as Chinese ones: 石横3村. Same length. */
function withChineseOrdinals(text: string, words: PlaceWords): string {
  return text.replace(/\d(?=\p{Script=Han})/gu, (digit, index: number) => {
    const previous = text[index - 1];
    const isOrdinal = wordAfter(text, index + 1, words.ordinalTails) && !(previous && /\d/.test(previous));
    return isOrdinal ? (words.ordinals[Number(digit) - 1] ?? digit) : digit;
  });
}

/** Decides between town and village by the suffix that follows the core. */
function withSuffix(
  text: string,
  start: number,
  end: number,
  found: PlaceName[],
  words: PlaceWords,
): RawPlace | undefined {
  const towns = found.filter((name) => name.isTown);
  const villages = found.filter((name) => !name.isTown);
  const townSuffix = towns.length > 0 ? wordAfter(text, end, words.townSuffixes) : undefined;
  const raw = { start, inBiggerName: false, otherSuffix: false };
  if (townSuffix) return { ...raw, end: end + townSuffix.length, candidates: towns, suffixed: true };
  const villageSuffix = villages.length > 0 ? wordAfter(text, end, words.villageSuffixes) : undefined;
  if (villageSuffix)
    return {
      ...raw,
      end: end + villageSuffix.length,
      candidates: agreeingWith(villageSuffix, villages, words),
      suffixed: true,
      otherSuffix:
        villageSuffix.startsWith(words.village) &&
        villages.every((name) => name.spoken.endsWith(words.street)),
    };
  const streets = villages.filter((name) => name.spoken.endsWith(words.street));
  if (streets.length > 0 && text[end] === words.street)
    return { ...raw, end: end + words.street.length, candidates: streets, suffixed: true };
  const fittingTowns = wordAfter(text, end, words.notAfterTown) ? [] : towns;
  const fittingVillages = wordAfter(text, end, words.notAfterVillage) ? [] : villages;
  const candidates = [...fittingTowns, ...fittingVillages];
  return candidates.length > 0 ? { ...raw, end, candidates, suffixed: false } : undefined;
}

const isOrdinary = (place: RawPlace) => place.candidates.every((name) => name.ordinary);

/**
 * Finds the names as they are written, longest first. An everyday word (太平, 东村, 桃园) counts only with a suffix,
 * behind its town, behind "住", or as the whole answer to a question for a place.
 */
export function createExactPlaces(
  names: readonly PlaceName[],
  words: PlaceWords,
): (text: string, bares: readonly Span[], knownTowns: readonly string[]) => FoundPlace[] {
  const index = createWordIndex<PlaceName>();
  for (const name of names) {
    if (name.core.length >= 2) index.add(name.core, name);
    else index.add(name.spoken, name);
  }

  function rawPlaces(text: string): RawPlace[] {
    const places: RawPlace[] = [];
    for (let start = 0; start < text.length && places.length < MAX_PLACES; start += 1) {
      let best: RawPlace | undefined;
      index.matchAt(text, start, (end, found) => {
        best = withSuffix(text, start, end, [...found], words) ?? best;
      });
      if (!best) continue;
      const previous = text[start - 1];
      const prefixed = previous !== undefined && words.biggerNamePrefixes.includes(previous);
      const onlyVillages = best.candidates.every((name) => !name.isTown);
      places.push({
        ...best,
        inBiggerName: prefixed && onlyVillages && !wordBefore(text, start, words.directionsBefore),
      });
      start = best.end - 1;
    }
    return places;
  }

  function followsTown(text: string, place: RawPlace, previous: RawPlace | undefined): boolean {
    if (!previous) return false;
    const between = text.slice(previous.end, place.start);
    const isNext = between === '' || words.betweenTownAndVillage.includes(between);
    const towns = previous.candidates.filter((name) => name.isTown).map((name) => name.division.code);
    return isNext && place.candidates.some((name) => towns.includes(name.division.parentCode));
  }

  function afterResidence(text: string, place: RawPlace): boolean {
    if (!wordBefore(text, place.start, words.residenceBefore)) return false;
    return (
      isBoundary(text, place.end) ||
      wordAfter(text, place.end, words.peopleAfter) !== undefined ||
      text.startsWith(words.homeAfter[0] as string, place.end)
    );
  }

  function townLike(text: string, place: RawPlace): boolean {
    if (!place.candidates.some((name) => name.isTown)) return false;
    const before = place.start === 0 || wordBefore(text, place.start, words.ordinaryTownBefore) !== undefined;
    const after =
      isBoundary(text, place.end) || wordAfter(text, place.end, words.ordinaryTownAfter) !== undefined;
    return before && after;
  }

  function pointedAt(text: string, place: RawPlace): boolean {
    const starts =
      isBoundary(text, place.start - 1) || wordBefore(text, place.start, words.matterBefore) !== undefined;
    if (starts && wordAfter(text, place.end, words.here)) return true;
    const home = wordAfter(text, place.end, words.homeAfter) !== undefined;
    return home && wordBefore(text, place.start, words.selfIs) !== undefined;
  }

  return (original, bares, knownTowns) => {
    const text = withChineseOrdinals(original, words);
    const accepted: RawPlace[] = [];
    const all = rawPlaces(text);
    all.forEach((place, index) => {
      const next = all[index + 1];
      const isBare = bares.some((bare) => place.start <= bare.start && place.end >= bare.end);
      const oneCharacter = place.candidates.every((name) => name.core.length < 2);
      const strongSuffix =
        place.suffixed && !(isOrdinary(place) && wordBefore(text, place.end, words.weakSuffixes));
      const inKnownTown =
        bares.length > 0 && place.candidates.some((name) => knownTowns.includes(name.division.parentCode));
      const leadsVillage = next !== undefined && followsTown(text, next, place);
      const ok =
        !isOrdinary(place) ||
        (strongSuffix && (!oneCharacter || place.end - place.start > 2)) ||
        isBare ||
        leadsVillage ||
        followsTown(text, place, accepted.at(-1)) ||
        (inKnownTown && place.end - place.start > 2) ||
        afterResidence(text, place) ||
        townLike(text, place) ||
        pointedAt(text, place);
      if (ok) accepted.push(place);
    });
    return accepted.map(({ start, end, candidates, inBiggerName, otherSuffix }) => ({
      start,
      end,
      candidates: candidates.filter(
        (name) =>
          !name.ordinary ||
          end - start > name.core.length ||
          candidates.length === 1 ||
          candidates.every((other) => other.ordinary),
      ),
      match: inBiggerName || otherSuffix ? 'fuzzy' : 'exact',
    }));
  };
}
