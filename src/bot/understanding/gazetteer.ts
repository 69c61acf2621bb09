import { DIVISION_LEVEL, type Division } from '../../domain/divisions.js';
import type { PlaceWords } from './lexicon-types.js';
import { createSoundsOf } from './pinyin.js';
import { type PlaceName, placeName } from './place-names.js';
import { createExactPlaces } from './places-exact.js';
import { createFuzzyPlaces } from './places-fuzzy.js';
import { resolveOrdinals } from './places-ordinal.js';
import { wordAfter, wordBefore } from './text-cues.js';

/** A place found in a text, before its role is known. */
export interface FoundPlace {
  start: number;
  end: number;
  candidates: PlaceName[];
  match: 'exact' | 'fuzzy';
}

/** What helps to tell places of one name apart, or to accept a name that is an everyday word too. */
export interface PlaceContext {
  /** Divisions settled earlier in the conversation, the nearest first. */
  known: Division[];
  /** The person is answering a question for a place. */
  asked: boolean;
  /** Stretches of a message of personal data that may each be a bare name: 桥头 in "李铁柱 138… 桥头". */
  parts?: readonly { start: number; end: number }[];
}

export interface Gazetteer {
  byCode(code: string): Division | undefined;
  /** The divisions directly below, in the order of the table. */
  children(code: string): Division[];
  /** As it is spoken, town first: `石横镇石横一村`. */
  describe(division: Division): string;
  find(text: string, context?: PlaceContext): FoundPlace[];
}

const MAX_CANDIDATES = 9;
const NO_CONTEXT: PlaceContext = { known: [], asked: false };

/** Cuts what people put around a bare answer ("我住…", "…的"), so that the rest can be compared as a whole. */
function bareSpan(text: string, words: PlaceWords): { start: number; end: number } {
  let start = 0;
  let end = text.length;
  for (
    let lead = wordAfter(text, start, words.bareLead);
    lead;
    lead = wordAfter(text, start, words.bareLead)
  ) {
    start += lead.length;
  }
  for (let tail = wordBefore(text, end, words.bareTail); tail && end > start; ) {
    end -= tail.length;
    tail = wordBefore(text, end, words.bareTail);
  }
  return { start, end };
}

const townOf = (name: PlaceName) => (name.isTown ? name.division.code : name.division.parentCode);

function narrow(place: FoundPlace, towns: readonly string[]): FoundPlace {
  if (place.candidates.length < 2) return place;
  const inTown = place.candidates.filter((name) => !name.isTown && towns.includes(townOf(name)));
  return inTown.length > 0 ? { ...place, candidates: inTown } : place;
}

const isTownOnly = (place: FoundPlace) => place.candidates.every((name) => name.isTown);

const townCodesOf = (place: FoundPlace | undefined) =>
  place?.candidates.filter((name) => name.isTown).map((name) => name.division.code) ?? [];

/** True where the place stands right behind the town, with at most 的 or a pause between. */
function isBehind(text: string, town: FoundPlace, place: FoundPlace, words: PlaceWords): boolean {
  const between = text.slice(town.end, place.start);
  return between === '' || words.betweenTownAndVillage.includes(between);
}

/** A village written right behind a town that has none of that name: 新胜村 in 石横镇新胜村. */
function isStranger(
  text: string,
  town: FoundPlace | undefined,
  place: FoundPlace,
  words: PlaceWords,
): town is FoundPlace {
  if (!town || !isTownOnly(town) || place.candidates.some((name) => name.isTown)) return false;
  const towns = townCodesOf(town);
  if (!isBehind(text, town, place, words) || place.candidates.some((name) => towns.includes(townOf(name))))
    return false;
  const isPaused = words.pauses.includes(text[place.start - 1] as string);
  return !(isPaused && wordBefore(text, town.start, words.residenceBefore));
}

/**
 * Joins 石横 + 的 + 北高余 to one place; the village is then one of that town. Behind a town that has no such village
 * the place is the town, so that the village is asked.
 */
function joinTowns(text: string, places: readonly FoundPlace[], words: PlaceWords): FoundPlace[] {
  const joined: FoundPlace[] = [];
  for (const place of places) {
    const town = joined.at(-1);
    const townCodes = townCodesOf(town);
    const inTown = place.candidates.filter((name) => !name.isTown && townCodes.includes(townOf(name)));
    if (town && inTown.length > 0 && isBehind(text, town, place, words)) {
      joined[joined.length - 1] = { ...place, start: town.start, candidates: inTown };
    } else if (isStranger(text, town, place, words)) {
      joined[joined.length - 1] = { ...town, end: place.end };
    } else {
      joined.push(place);
    }
  }
  return joined;
}

/** Builds the gazetteer of one county; `words` is `data/lexicon/places.json`, `pinyin` is `data/pinyin.json`. */
export function createGazetteer(
  divisions: readonly Division[],
  words: PlaceWords,
  pinyin: Record<string, string>,
): Gazetteer {
  const byCode = new Map(divisions.map((division) => [division.code, division]));
  const childrenOf = new Map<string, Division[]>();
  for (const division of divisions) {
    childrenOf.set(division.parentCode, [...(childrenOf.get(division.parentCode) ?? []), division]);
  }
  const names = divisions
    .filter((division) => division.level !== DIVISION_LEVEL.county)
    .map((division) => placeName(division, words));
  const nameOf = new Map(names.map((name) => [name.division.code, name]));
  const findExact = createExactPlaces(names, words);
  let fuzzy: ReturnType<typeof createFuzzyPlaces> | undefined;

  function describe(division: Division): string {
    const name = nameOf.get(division.code);
    if (!name) return division.name;
    const town = name.isTown ? undefined : nameOf.get(division.parentCode);
    return `${town?.spoken ?? ''}${name.spoken}`;
  }

  function find(text: string, context: PlaceContext = NO_CONTEXT): FoundPlace[] {
    const bare = context.asked ? bareSpan(text, words) : undefined;
    const bares = [...(bare ? [bare] : []), ...(context.parts ?? [])];
    const knownTowns = context.known.map((division) =>
      division.level === DIVISION_LEVEL.town ? division.code : division.parentCode,
    );
    const exact = findExact(text, bares, knownTowns);
    fuzzy ??= createFuzzyPlaces(names, words, createSoundsOf(pinyin));
    const withFuzzy = [...exact, ...fuzzy(text, exact, bare)].sort((a, b) => a.start - b.start);
    const known = context.known.flatMap((division) => nameOf.get(division.code) ?? []);
    const all = resolveOrdinals(text, withFuzzy, known, names, words);
    const joined = joinTowns(text, all, words);
    const messageTowns = joined.filter(isTownOnly).flatMap((place) => place.candidates.map(townOf));
    const villageTowns = joined
      .filter((place) => place.candidates.length === 1 && !isTownOnly(place))
      .flatMap((place) => place.candidates.map(townOf));
    return joined
      .map((place) => narrow(place, messageTowns))
      .map((place) => narrow(place, knownTowns))
      .map((place) => narrow(place, villageTowns))
      .map((place) => ({ ...place, candidates: place.candidates.slice(0, MAX_CANDIDATES) }));
  }

  return {
    byCode: (code) => byCode.get(code),
    children: (code) => childrenOf.get(code) ?? [],
    describe,
    find,
  };
}
