import type { Field, FormInput, Prompt } from '../../bot/forms/form.js';
import type { PlaceMention } from '../../bot/understanding/types.js';
import { choice } from '../../domain/text/choice.js';
import { text } from '../../domain/text/index.js';
import type { PlaceNames } from '../deps.js';
import { clearedPlace, type FilingValues, type PlaceAnswer } from './values.js';

type PlaceKey = 'place' | 'residence';

interface Wording {
  ask(): string;
  askAgain(): string;
  askVillage(town: string): string;
  /** Words that settle the question without a village, and the choices that offer them. */
  closeWords: readonly string[];
  openChoices(): Prompt['choices'];
  villageChoices(): Prompt['choices'];
}

const WORDING: Record<PlaceKey, Wording> = {
  place: {
    ask: text.filing.askPlace,
    askAgain: text.filing.askPlaceAgain,
    askVillage: text.filing.askPlaceVillage,
    closeWords: [text.filing.word.inTown, text.filing.word.elsewhere],
    openChoices: text.filing.options.place,
    villageChoices: text.filing.options.placeVillage,
  },
  residence: {
    ask: text.filing.askResidence,
    askAgain: text.filing.askResidenceAgain,
    askVillage: text.filing.askVillageOf,
    closeWords: [],
    openChoices: () => [],
    villageChoices: () => [],
  },
};

/** Numbers a list can hold on one screen. */
const CHOICES = 9;
/** A message with hardly more than the place's name is an answer, whatever it would mean in a sentence. */
const BARE_MARGIN = 2;

/**
 * One of the two places of a filing. A name that fits several divisions, or only by its sound, is asked
 * about; nothing is guessed.
 */
export function placeField(
  key: PlaceKey,
  places: PlaceNames,
  needed: (values: FilingValues) => boolean,
): Field<FilingValues> {
  const wording = WORDING[key];
  return {
    key,
    needed,
    ask: (values, misses) => askPlace(values[key], misses, wording, places),
    absorb: (input, values) => {
      const answer = absorbPlace(key, input, values, places);
      if (!answer || samePlace(answer, values[key])) return null;
      return { [key]: answer };
    },
    clear: (values) => ({ ...values, [key]: clearedPlace() }),
  };
}

function askPlace(answer: PlaceAnswer, misses: number, wording: Wording, places: PlaceNames): Prompt {
  const names = answer.options.map((code) => places.describe(code));
  if (names.length === 1 && names[0])
    return { text: text.filing.askMeant(names[0]), choices: text.filing.options.yesNo() };
  if (names.length > 1) {
    const choices = names.slice(0, CHOICES).map((name) => choice(name));
    return { text: text.filing.askWhich(answer.words), choices };
  }
  const town = answer.code ? places.byCode(answer.code) : undefined;
  if (town?.level === 'town') {
    const asked = wording.askVillage(places.describe(town.code));
    if (misses === 0 && answer.page === 0) return { text: asked, choices: wording.villageChoices() };
    return pickFrom(
      town.code,
      answer.page,
      text.filing.pickVillage(places.describe(town.code)),
      wording.villageChoices(),
      places,
    );
  }
  if (misses >= 2 || answer.page > 0)
    return pickFrom(places.county.code, answer.page, text.filing.pickTown(), wording.openChoices(), places);
  return { text: misses === 0 ? wording.ask() : wording.askAgain(), choices: wording.openChoices() };
}

/** One page of the divisions below `code`, to be picked by number. */
function pickFrom(
  code: string,
  page: number,
  asked: string,
  closing: Prompt['choices'],
  places: PlaceNames,
): Prompt {
  const below = places.children(code);
  const pages = Math.max(1, Math.ceil(below.length / CHOICES));
  const from = (page % pages) * CHOICES;
  const shown = below.slice(from, from + CHOICES).map((each) => choice(places.describe(each.code)));
  const more = pages > 1 ? [choice(text.filing.word.morePlaces, text.filing.morePlaces())] : [];
  return { text: asked, choices: [...shown, ...more, ...(closing ?? [])] };
}

function absorbPlace(
  key: PlaceKey,
  input: FormInput,
  values: FilingValues,
  places: PlaceNames,
): PlaceAnswer | null {
  const current = values[key];
  const asked = input.asking === key;
  if (asked) {
    const settled = settleByWord(key, input, current);
    if (settled) return settled;
  }
  const mentions = input.understood.places.filter((place) => belongsTo(key, place, input, values));
  const denied = mentions
    .filter((place) => place.negated)
    .flatMap((place) => place.candidates.map(({ code }) => code));
  const mention = best(mentions.filter((place) => !place.negated));
  if (!mention) return denied.includes(current.code ?? '') ? clearedPlace() : rawAnswer(key, input, current);
  return settle(mention, current, places);
}

/** A yes, a no, or a word that needs no village. */
function settleByWord(key: PlaceKey, input: FormInput, current: PlaceAnswer): PlaceAnswer | null {
  const said = input.text.trim();
  if (said === text.filing.word.morePlaces) return { ...current, page: current.page + 1 };
  if (WORDING[key].closeWords.includes(said)) return { ...current, options: [], closed: true };
  if (current.options.length !== 1) return null;
  if (input.yes === true) return { ...current, code: current.options[0] ?? null, options: [] };
  if (input.yes === false) return { ...clearedPlace(), detail: current.detail };
  return null;
}

/** After two misses the person's own words stand; a clerk will know the place. */
function rawAnswer(key: PlaceKey, input: FormInput, current: PlaceAnswer): PlaceAnswer | null {
  const said = input.text.trim();
  const isAnswer = input.asking === key && said.length >= 2 && said.length <= 60;
  const outside = input.understood.outsidePlace;
  if (isAnswer && outside) return { ...current, words: said, options: [], closed: true };
  const statement = input.understood.act === 'question' || input.understood.isPetition;
  if (!isAnswer || statement || input.misses < 2) return null;
  return { ...current, words: said, options: [], closed: true };
}

/**
 * Which of the two places a mention is about. Words that do not say are the matter's, until that is settled;
 * then, and when the residence is asked for, they are where the person lives.
 */
function belongsTo(key: PlaceKey, mention: PlaceMention, input: FormInput, values: FilingValues): boolean {
  const bare = mention.end - mention.start >= input.understood.text.length - BARE_MARGIN;
  if (mention.role === 'matter' && !bare) return key === 'place';
  if (mention.role === 'residence') return key === 'residence';
  if (input.asking === 'residence') return key === 'residence';
  if (input.asking === 'place' || input.asking === 'statement') return key === 'place';
  if (mention.negated) {
    const codes = mention.candidates.map(({ code }) => code);
    return (
      codes.includes(values[key].code ?? '') ||
      (key === 'place' && !codes.includes(values.residence.code ?? ''))
    );
  }
  const correcting = input.understood.places.some((place) => place.negated);
  if (answersHomeVillage(mention, input, values)) return key === 'residence';
  const matterOpen = values.place.code === null && !values.place.closed;
  return (matterOpen || correcting) === (key === 'place');
}

/** The read-back asks “住哪个村?” beside it: a village of that town answers this. */
function answersHomeVillage(mention: PlaceMention, input: FormInput, values: FilingValues): boolean {
  const home = values.residence.code;
  return (
    input.asking === null && home !== null && mention.candidates.some(({ parentCode }) => parentCode === home)
  );
}

/** The finest exact mention; of equals the first. */
function best(mentions: PlaceMention[]): PlaceMention | undefined {
  const rank = (mention: PlaceMention): number =>
    (mention.candidates[0]?.level === 'village' ? 2 : mention.candidates[0]?.level === 'town' ? 1 : 0) +
    (mention.match === 'exact' ? 0.5 : 0);
  return mentions
    .filter((mention) => mention.candidates.length > 0)
    .reduce<PlaceMention | undefined>(
      (top, each) => (top === undefined || rank(each) > rank(top) ? each : top),
      undefined,
    );
}

function settle(mention: PlaceMention, current: PlaceAnswer, places: PlaceNames): PlaceAnswer {
  const codes = mention.candidates.map(({ code }) => code);
  const detail = mention.detail ?? current.detail;
  const only = codes.length === 1 ? codes[0] : undefined;
  // A town said again does not undo a village already known in it.
  if (only && current.code && places.byCode(current.code)?.parentCode === only) return { ...current, detail };
  if (only && mention.match === 'exact')
    return { ...clearedPlace(), code: only, words: mention.text, detail };
  return { ...clearedPlace(), options: codes, words: mention.text, detail };
}

function samePlace(a: PlaceAnswer, b: PlaceAnswer): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
