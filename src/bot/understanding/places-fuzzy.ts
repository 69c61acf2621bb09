import type { FoundPlace } from './gazetteer.js';
import type { PlaceWords } from './lexicon-types.js';
import { NO_SOUND, type SoundsOf } from './pinyin.js';
import { agreeingWith, type PlaceName } from './place-names.js';
import { isBoundary, wordAfter } from './text-cues.js';
import { createWordIndex } from './word-index.js';

interface Span {
  start: number;
  end: number;
}

const MIN_FREE_SOUND = 3;
const MIN_CORE_WITH_WRONG_CHARACTER = 3;
const MAX_LENGTH = 7;
const MAX_WRONG_CHARACTER_CANDIDATES = 2;

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const masked = (core: string, index: number) => `${core.slice(0, index)}*${core.slice(index + 1)}`;

/** True when two names of equal length differ in exactly one character. */
function differsInOne(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let different = 0;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) different += 1;
  return different === 1;
}

/**
 * Finds names written with other characters of the same sound (voice recognition, typing by pinyin) or with one wrong
 * character. Short names need something that makes them a name: a suffix, the town before them, or a bare answer.
 */
export function createFuzzyPlaces(
  names: readonly PlaceName[],
  words: PlaceWords,
  soundsOf: SoundsOf,
): (text: string, exact: readonly FoundPlace[], bare: Span | undefined) => FoundPlace[] {
  const bySound = createWordIndex<PlaceName>();
  const byMask = new Map<string, PlaceName[]>();
  const villagesOf = new Map<string, PlaceName[]>();
  const soundOfCore = new Map<PlaceName, string>();
  const townSuffixSounds = words.townSuffixes.map(soundsOf);
  const villageSuffixSounds = words.villageSuffixes.map(soundsOf);
  for (const name of names) {
    const sound = soundsOf(name.core);
    soundOfCore.set(name, sound);
    if (!name.isTown) push(villagesOf, name.division.parentCode, name);
    if (name.core.length < 2 || sound.includes(NO_SOUND)) continue;
    bySound.add(sound, name);
    if (name.core.length < MIN_CORE_WITH_WRONG_CHARACTER || name.isTown) continue;
    for (let index = 0; index < name.core.length; index += 1) push(byMask, masked(name.core, index), name);
  }

  /** The names that sound like the stretch and are made names by their length or by a suffix behind it. */
  function soundingAt(text: string, sounds: string, start: number): FoundPlace | undefined {
    let best: FoundPlace | undefined;
    bySound.matchAt(sounds, start, (end, found) => {
      const said = text.slice(start, end);
      const village = wordAfter(sounds, end, villageSuffixSounds);
      const town = wordAfter(sounds, end, townSuffixSounds);
      const fitting = found.filter((name) => {
        const suffix = name.isTown ? town : village;
        return (
          said !== name.core &&
          (suffix !== undefined || (name.core.length >= MIN_FREE_SOUND && !name.ordinary))
        );
      });
      if (fitting.length === 0 || wordAfter(text, end, words.notAfterVillage)) return;
      const suffix = (fitting.some((name) => name.isTown) ? town : village) ?? '';
      best = { start, end: end + suffix.length, candidates: fitting, match: 'fuzzy' };
    });
    return best;
  }

  /** Homophones in the free stretches of the text, longest first. */
  function homophones(text: string, sounds: string, taken: Uint8Array): FoundPlace[] {
    const places: FoundPlace[] = [];
    for (let start = 0; start < text.length; start += 1) {
      if (taken[start]) continue;
      const place = soundingAt(text, sounds, start);
      if (!place || taken[place.end - 1]) continue;
      places.push(place);
      start = place.end - 1;
    }
    return places;
  }

  function withWrittenSuffix(text: string, place: FoundPlace): FoundPlace {
    const towns = place.candidates.every((name) => name.isTown);
    const suffix = wordAfter(text, place.end, towns ? words.townSuffixes : words.villageSuffixes);
    if (!suffix) return place;
    const candidates = towns ? place.candidates : agreeingWith(suffix, place.candidates, words);
    return { ...place, end: place.end + suffix.length, candidates };
  }

  /** One wrong character before a written 村 or 社区. */
  function wrongBeforeSuffix(text: string, taken: Uint8Array): FoundPlace[] {
    const places: FoundPlace[] = [];
    for (let end = MIN_CORE_WITH_WRONG_CHARACTER; end < text.length; end += 1) {
      const suffix = wordAfter(text, end, words.villageSuffixes) ?? wordAfter(text, end, words.here);
      if (!suffix) continue;
      for (const length of [4, MIN_CORE_WITH_WRONG_CHARACTER]) {
        const start = end - length;
        if (start < 0 || taken.subarray(start, end).some(Boolean)) continue;
        const candidates = agreeingWith(suffix, byMaskOf(text.slice(start, end)), words);
        if (candidates.length === 0 || candidates.length > MAX_WRONG_CHARACTER_CANDIDATES) continue;
        places.push({ start, end: end + suffix.length, candidates, match: 'fuzzy' });
        break;
      }
    }
    return places;
  }

  function byMaskOf(said: string): PlaceName[] {
    const found: PlaceName[] = [];
    for (let index = 0; index < said.length; index += 1) {
      const names = byMask.get(masked(said, index));
      if (names) found.push(...names.filter((name) => name.core !== said));
    }
    return unique(found);
  }

  /** Right behind a named town its villages are compared one by one: also short homophones, also one wrong character. */
  function behindTown(
    text: string,
    sounds: string,
    town: FoundPlace,
    taken: Uint8Array,
  ): FoundPlace | undefined {
    const joint = wordAfter(text, town.end, words.betweenTownAndVillage)?.length ?? 0;
    const start = town.end + joint;
    const villages = town.candidates
      .filter((name) => name.isTown)
      .flatMap((name) => villagesOf.get(name.division.code) ?? []);
    const close = villages.filter((name) => {
      const end = start + name.core.length;
      const said = text.slice(start, end);
      if (name.core.length < 2 || said.length < name.core.length || taken[start]) return false;
      const named =
        wordAfter(text, end, words.villageSuffixes) !== undefined || (joint === 0 && isBoundary(text, end));
      const sameSound = said !== name.core && sounds.startsWith(soundOfCore.get(name) as string, start);
      if (sameSound) return named || name.core.length >= MIN_FREE_SOUND;
      return named && differsInOne(said, name.core);
    });
    const longest = Math.max(0, ...close.map((name) => name.core.length));
    const candidates = close.filter((name) => name.core.length === longest);
    if (candidates.length === 0 || candidates.length > MAX_WRONG_CHARACTER_CANDIDATES) return undefined;
    return withWrittenSuffix(text, { start, end: start + longest, candidates, match: 'fuzzy' });
  }

  function wholeAnswer(text: string, sounds: string, bare: Span): FoundPlace | undefined {
    const said = text.slice(bare.start, bare.end);
    if (said.length < 2 || said.length > MAX_LENGTH) return undefined;
    const alike: PlaceName[] = [];
    bySound.matchAt(sounds, bare.start, (end, found) => {
      if (end === bare.end) alike.push(...found);
    });
    const candidates = alike.length > 0 ? alike : byMaskOf(said);
    if (candidates.length === 0 || candidates.length > MAX_LENGTH) return undefined;
    return { ...bare, candidates: unique(candidates), match: 'fuzzy' };
  }

  const unique = (found: readonly PlaceName[]) => [...new Set(found)];

  return (text, exact, bare) => {
    const sounds = soundsOf(text);
    const taken = new Uint8Array(text.length);
    const take = (place: FoundPlace) => taken.fill(1, place.start, place.end);
    exact.forEach(take);
    const found: FoundPlace[] = [];
    const add = (place: FoundPlace | undefined) => {
      if (!place) return;
      take(place);
      found.push(place);
    };
    for (const town of exact) add(behindTown(text, sounds, town, taken));
    homophones(text, sounds, taken).forEach(add);
    wrongBeforeSuffix(text, taken).forEach(add);
    for (const town of [...found])
      if (town.candidates.some((name) => name.isTown)) add(behindTown(text, sounds, town, taken));
    if (bare && exact.length === 0 && found.length === 0) add(wholeAnswer(text, sounds, bare));
    return found;
  };
}
