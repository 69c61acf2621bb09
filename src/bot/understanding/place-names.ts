import { DIVISION_LEVEL, type Division } from '../../domain/divisions.js';
import type { PlaceWords } from './lexicon-types.js';

/** The names under which people speak of one division. */
export interface PlaceName {
  division: Division;
  isTown: boolean;
  /** As it is spoken: 石横一村, 石横镇; a community without a suffix of its own keeps the official one: 南关居委会. */
  spoken: string;
  /** What is left without 村, 社区, 街, 镇, 街道: 石横一, 刘庄, 石横. */
  core: string;
  /** Also an everyday word or a bare direction: alone it does not name the place. */
  ordinary: boolean;
  /** An urban community (居委会) and not a village (村委会). */
  isCommunity: boolean;
  /** For numbered villages: 石横 of 石横三村, and its ordinal 三. */
  stem?: string;
  ordinal?: string;
}

const stripOne = (name: string, suffixes: readonly string[]): string => {
  const suffix = suffixes.find((candidate) => name.endsWith(candidate) && name.length > candidate.length);
  return suffix ? name.slice(0, -suffix.length) : name;
};

function spokenVillage(name: string, words: PlaceWords): string {
  const base = stripOne(name, words.officialSuffixes);
  const committee = name.slice(base.length);
  if (committee.startsWith(words.village) && !base.endsWith(words.village)) return base + words.village;
  const isSettlement = words.settlementEndings.some((ending) => base.endsWith(ending));
  return committee === '' || isSettlement ? base : name;
}

function ordinalParts(core: string, words: PlaceWords): { stem: string; ordinal: string } | undefined {
  const ordinal = core.slice(-1);
  return words.ordinals.includes(ordinal) && core.length >= 3
    ? { stem: core.slice(0, -1), ordinal }
    : undefined;
}

/** Derives the spoken names of a town or village from its official name. */
export function placeName(division: Division, words: PlaceWords): PlaceName {
  const isTown = division.level === DIVISION_LEVEL.town;
  const spoken = isTown ? division.name : spokenVillage(division.name, words);
  const core = isTown
    ? stripOne(spoken, words.townSuffixes)
    : stripOne(stripOne(spoken, words.officialSuffixes), words.bareSuffixes);
  const onlyDirections = core.length <= 2 && [...core].every((c) => words.ordinaryCharacters.includes(c));
  const isEveryday = words.ordinaryTowns.includes(core) || (!isTown && words.ordinary.includes(core));
  const ordinary = core.length < 2 || onlyDirections || isEveryday;
  const isCommunity = words.communitySuffixes.some((suffix) => division.name.endsWith(suffix));
  return {
    division,
    isTown,
    spoken,
    core,
    ordinary,
    isCommunity,
    ...(isTown ? {} : ordinalParts(core, words)),
  };
}

/** Keeps the communities behind a written 社区 and the villages behind 村, where there are any. */
export function agreeingWith(suffix: string, names: PlaceName[], words: PlaceWords): PlaceName[] {
  const saysCommunity = words.communitySuffixes.includes(suffix);
  const agreeing = names.filter((name) => name.isCommunity === saysCommunity);
  return agreeing.length > 0 ? agreeing : names;
}
