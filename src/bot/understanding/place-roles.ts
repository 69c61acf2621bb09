import type { FoundPlace } from './gazetteer.js';
import type { PlaceWords } from './lexicon-types.js';
import { isBoundary, wordAfter, wordBefore } from './text-cues.js';
import type { PlaceMention, UnderstandingContext } from './types.js';

const PERSONAL_QUESTIONS = ['residence', 'name', 'phone', 'idNumber'];
const MAX_DETAIL = 14;

function skipPausesBefore(text: string, end: number, words: PlaceWords): number {
  let index = end;
  while (index > 0 && words.pauses.includes(text[index - 1] as string)) index -= 1;
  return index;
}

function skipFillers(text: string, end: number, words: PlaceWords): number {
  const index = skipPausesBefore(text, end, words);
  const filler = wordBefore(text, index, words.fillers);
  return filler ? index - filler.length : index;
}

function skipPausesAfter(text: string, start: number, words: PlaceWords): number {
  let index = start;
  while (index < text.length && words.pauses.includes(text[index] as string)) index += 1;
  return index;
}

function saysHome(text: string, place: FoundPlace, words: PlaceWords): boolean {
  const before = skipFillers(text, place.start, words);
  if (wordBefore(text, before, words.residenceBefore)) return true;
  if (wordAfter(text, place.end, words.residenceAfter)) return true;
  const isOffice = wordBefore(text, place.end, words.officeSuffixes) !== undefined;
  const people = isOffice
    ? undefined
    : wordAfter(text, skipPausesAfter(text, place.end, words), words.peopleAfter);
  if (people && (people.length > 1 || isBoundary(text, place.end + 1))) return true;
  const self = wordBefore(text, before, words.selfBefore);
  const home = wordAfter(text, place.end, words.homeAfter);
  if (!self) return place.start === 0 && home !== undefined && isBoundary(text, place.end + home.length);
  if (home === undefined)
    return self.length > 1 && words.selfIs.includes(self) && isBoundary(text, place.end);
  const behind = place.end + home.length;
  return (
    isBoundary(text, behind) ||
    words.selfIs.includes(self) ||
    wordAfter(text, behind, words.pronouns) !== undefined
  );
}

function saysMatter(text: string, place: FoundPlace, words: PlaceWords): boolean {
  return wordBefore(text, place.start, words.matterBefore) !== undefined;
}

/** What the person adds right behind the place: the shortest stretch that reaches the last word of position. */
function detailOf(text: string, end: number, words: PlaceWords): string | undefined {
  let start = end;
  const lead = wordAfter(text, start, words.detailLead);
  if (lead) start += lead.length;
  let detailEnd = start;
  for (let index = start; index < Math.min(text.length, start + MAX_DETAIL); index += 1) {
    const word = wordAfter(text, index, words.detailEnds);
    if (word) {
      detailEnd = index + word.length;
      index = detailEnd - 1;
      continue;
    }
    if (wordAfter(text, index, words.detailStop) && !/\d/.test(text[index] as string)) break;
    if (isBoundary(text, index) && !/[\da-z-]/i.test(text[index] as string)) break;
  }
  return detailEnd > start ? text.slice(start, detailEnd) : undefined;
}

/** "不是石横一村", or "石横一村 不对 是三村". */
function isNegated(text: string, place: FoundPlace, words: PlaceWords): boolean {
  if (wordBefore(text, skipPausesBefore(text, place.start, words), words.negation) !== undefined) return true;
  const behind = skipPausesAfter(text, place.end, words);
  return behind > place.end && wordAfter(text, behind, words.negationAfter) !== undefined;
}

/** Gives every found place its role and the person's addition to it. */
export function placeMentions(
  text: string,
  places: readonly FoundPlace[],
  words: PlaceWords,
  context: UnderstandingContext,
): PlaceMention[] {
  const asksPerson = PERSONAL_QUESTIONS.includes(context.asking ?? '');
  const mentions = places.map((place): PlaceMention => {
    const negated = isNegated(text, place, words);
    const isHome = saysHome(text, place, words);
    const isMatter = !isHome && saysMatter(text, place, words);
    const role = isHome || (asksPerson && !isMatter) ? 'residence' : 'matter';
    const detail = detailOf(text, place.end, words);
    return {
      text: text.slice(place.start, place.end),
      start: place.start,
      end: place.end,
      role,
      candidates: place.candidates.map((name) => name.division),
      match: place.match,
      negated,
      ...(detail ? { detail } : {}),
    };
  });
  return withoutImpliedTowns(mentions);
}

/** A town that a village of the same role already lies in adds nothing. */
function withoutImpliedTowns(mentions: PlaceMention[]): PlaceMention[] {
  return mentions.filter((town) => {
    const codes = town.candidates.map((division) => division.code);
    const implied = mentions.some(
      (other) =>
        other !== town &&
        other.role === town.role &&
        !other.negated &&
        other.candidates.length > 0 &&
        other.candidates.every((division) => codes.includes(division.parentCode)),
    );
    return town.negated || !implied;
  });
}
