import type { Field, FormInput, Prompt } from '../../bot/forms/form.js';
import type { PlaceMention } from '../../bot/understanding/types.js';
import { choice } from '../../domain/text/choice.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps, PlaceNames } from '../deps.js';
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
  deps: HandlerDeps,
  needed: (values: FilingValues) => boolean,
): Field<FilingValues> {
  const { places } = deps;
  return {
    key,
    needed,
    ask: (values, misses) => askPlace(values[key], misses, wordingOf(key, values, places), places),
    absorb: (input, values) => {
      if (key === 'residence' && values.anonymous) return null;
      if (livesElsewhere(key, input, values)) return { residenceElsewhere: true };
      const answer = absorbPlace(key, input, values, deps);
      if (!answer || samePlace(answer, values[key])) return null;
      return { [key]: answer };
    },
    clear: (values) => ({ ...values, [key]: clearedPlace(), residenceElsewhere: false }),
  };
}

/** For somebody represented the question names them; the matter's village is offered as home. */
function wordingOf(key: PlaceKey, values: FilingValues, places: PlaceNames): Wording {
  if (key === 'place') return WORDING.place;
  const { relation } = values;
  const asked = relation
    ? {
        ask: () => text.filing.askResidenceOf(relation),
        askAgain: () => text.filing.askResidenceOf(relation),
      }
    : {};
  const village = matterVillage(values, places);
  const offered =
    village !== undefined && !values.residenceElsewhere
      ? { openChoices: () => text.filing.options.residence(places.describe(village)) }
      : {};
  return { ...WORDING.residence, ...asked, ...offered };
}

/** The code of the village where it happened, when that is settled. */
function matterVillage({ place }: FilingValues, places: PlaceNames): string | undefined {
  return place.code !== null && places.byCode(place.code)?.level === 'village' ? place.code : undefined;
}

function livesElsewhere(key: PlaceKey, input: FormInput, values: FilingValues): boolean {
  return (
    key === 'residence' &&
    input.asking === 'residence' &&
    !values.residenceElsewhere &&
    (input.text.trim() === text.filing.word.otherVillage || input.yes === false) &&
    values.residence.options.length === 0
  );
}

/** “本村”, “就住这里”: at home where it happened. */
function sameVillage(input: FormInput, values: FilingValues, places: PlaceNames): string | undefined {
  const said = input.text.trim();
  const asked = input.asking === 'residence';
  const withIdentity = Boolean(input.understood.phone ?? input.understood.name);
  if (!asked && !(withIdentity && !input.understood.isPetition)) return undefined;
  const offered = asked && (said === text.filing.word.sameVillage || input.yes === true);
  if (!offered && !text.filing.heard.sameVillage.test(said)) return undefined;
  return values.residence.options.length > 0 ? undefined : matterVillage(values, places);
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
  deps: HandlerDeps,
): PlaceAnswer | null {
  const { places } = deps;
  const current = values[key];
  const asked = input.asking === key;
  if (asked) {
    const settled = settleByWord(key, input, current);
    if (settled) return settled;
  }
  const home = key === 'residence' ? sameVillage(input, values, places) : undefined;
  if (home) return { ...clearedPlace(), code: home };
  const mentions = mentionsIn(key, input, values, deps).filter((place) =>
    belongsTo(key, place, input, values),
  );
  const denied = mentions
    .filter((place) => place.negated)
    .flatMap((place) => place.candidates.map(({ code }) => code));
  const mention = best(mentions.filter((place) => !place.negated));
  if (!mention) return denied.includes(current.code ?? '') ? clearedPlace() : rawAnswer(key, input, current);
  return settle(mention, current, places);
}

/**
 * The places of the message. Where a place is asked for, or name and phone come along, even a bare short
 * name (“桥头”) is one.
 */
function mentionsIn(
  key: PlaceKey,
  input: FormInput,
  values: FilingValues,
  { places, understand }: HandlerDeps,
): PlaceMention[] {
  const { understood } = input;
  if (key === 'residence' && values.relation !== '' && text.filing.heard.ownHome.test(input.text)) return [];
  const asked = input.asking === key;
  const besideIdentity =
    key === 'residence' &&
    values.residence.code === null &&
    Boolean(understood.phone) &&
    !understood.isPetition;
  if (understood.places.length > 0 || !(asked || besideIdentity)) return understood.places;
  const matterPlace = values.place.code ? places.byCode(values.place.code) : undefined;
  const asking = key === 'place' ? 'matterPlace' : 'residence';
  const { places: found } = understand(input.text, { asking, ...(matterPlace ? { matterPlace } : {}) });
  return found
    .filter(({ match }) => asked || match === 'exact')
    .map((mention) => ({ ...mention, role: key === 'place' ? 'matter' : 'residence' }));
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
  if (isAnswer && key === 'place' && text.filing.heard.noVillage.test(said))
    return { ...current, detail: said, options: [], closed: true };
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
  const corrected = correctedKey(input, values);
  const saysHome = mention.role === 'residence' && text.filing.heard.home.test(input.text);
  if (corrected !== undefined && !(corrected === 'place' && saysHome)) return key === corrected;
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

/** “不是A,是B” is about the place that is A now, whichever question is open. */
function correctedKey(input: FormInput, values: FilingValues): PlaceKey | undefined {
  const denied = input.understood.places
    .filter(({ negated }) => negated)
    .flatMap(({ candidates }) => candidates.map(({ code }) => code));
  const isDenied = (key: PlaceKey): boolean =>
    denied.includes(values[key].code ?? '') || values[key].options.some((code) => denied.includes(code));
  if (denied.length === 0) return undefined;
  // The fields are asked in turn: the matter's place may have been put right a moment ago.
  const justCorrected = input.understood.places.some(
    ({ negated, candidates }) => !negated && candidates.some(({ code }) => code === values.place.code),
  );
  if (isDenied('place') || justCorrected) return 'place';
  return isDenied('residence') ? 'residence' : undefined;
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
  return withinTown(mentions)
    .filter((mention) => mention.candidates.length > 0)
    .reduce<PlaceMention | undefined>(
      (top, each) => (top === undefined || rank(each) > rank(top) ? each : top),
      undefined,
    );
}

/** A stated town wins: of a name that fits several villages, those of other towns are left out. */
function withinTown(mentions: PlaceMention[]): PlaceMention[] {
  const towns = mentions
    .filter(({ candidates, match }) => match === 'exact' && candidates.length === 1)
    .flatMap(({ candidates }) => candidates.filter(({ level }) => level === 'town'));
  const town = towns.length === 1 ? towns[0]?.code : undefined;
  if (!town) return mentions;
  return mentions.map((mention) => {
    if (mention.candidates.length < 2) return mention;
    return { ...mention, candidates: mention.candidates.filter(({ parentCode }) => parentCode === town) };
  });
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
