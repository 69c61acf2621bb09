import type { Field, FormInput } from '../../bot/forms/form.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';
import { isSealed, type PartsOf } from './allegations.js';
import { bareName, correctedName, correctedPhone } from './names.js';
import { clearedPlace, type FilingValues } from './values.js';

type FilingField = Field<FilingValues>;

const { word, options, heard } = text.filing;
/** A longer sentence at the question for the wish tells more of the matter. */
const WISH_LENGTH = 20;
/** A message with hardly more than a place's name is a place. */
const BARE_MARGIN = 3;

/** What happened. Later messages that tell more of it are added; nothing said is thrown away. */
export function statementField({ vocabulary }: HandlerDeps): FilingField {
  return {
    key: 'statement',
    needed: (values) => values.words.length === 0,
    ask: (values, misses) => ({
      text:
        values.hesitations > 0 && misses === 0
          ? text.filing.takeYourTime(values.hesitations)
          : misses > 0
            ? text.filing.askStatementAgain()
            : values.suggestion
              ? text.filing.beginSuggestion()
              : text.filing.begin(),
    }),
    absorb: (input, values) => {
      const attachments = newFiles(input, values);
      const said = vocabulary.splitSubmit(input.text).rest.trim();
      if (heard.noStatement.test(said) && values.words.length === 0)
        return { ...attachments, hesitations: values.hesitations + 1 };
      if (!tellsOfTheMatter(said, input, values)) return attachments;
      const first = values.words.length === 0;
      const aside = speaksOfIdentity(input) || (input.asking === null && heard.correction.test(said));
      const more =
        first || !aside ? { words: [...values.words, said] } : { alsoSaid: [...values.alsoSaid, said] };
      return {
        ...attachments,
        ...more,
        ...peopleOf(input),
        ...relationOf(input, values),
        ...requestOf(input, values, first),
      };
    },
    clear: (values) => ({
      ...values,
      words: [],
      alsoSaid: [],
      split: '',
      splitMissed: 0,
      similar: null,
      similarAnswer: '',
      similarChecked: false,
      place: clearedPlace(),
    }),
  };

  function tellsOfTheMatter(said: string, input: FormInput, values: FilingValues): boolean {
    if (said === '' || input.chosen || vocabulary.is('skip', said)) return false;
    if (correctedName(said, values.name) ?? correctedName(said, values.petitionerName)) return false;
    if (correctedPhone(said, values.phone)) return false;
    const { understood } = input;
    if (['greeting', 'thanks', 'question'].includes(understood.act) && !understood.isPetition) return false;
    if (input.asking === 'statement' && values.words.length === 0)
      return understood.isPetition || said.length >= 4;
    if (understood.wrongdoing) return true;
    if (input.asking === 'request' && said.length <= WISH_LENGTH) return false;
    if (understood.isPetition) return true;
    // While the read-back is open, whatever is no answer and not tiny is more of the story.
    return (
      input.asking === null &&
      values.words.length > 0 &&
      said.length >= 6 &&
      !speaksOfIdentity(input) &&
      !heard.ownMatter.test(said) &&
      !heard.photosToClaim.test(said) &&
      !heard.photosToReport.test(said) &&
      (input.yes === undefined || heard.correction.test(said))
    );
  }
}

/** Files not kept yet; the photo that answers the question for the authorisation is none of them. */
function newFiles(input: FormInput, values: FilingValues): Partial<FilingValues> | null {
  const proof =
    input.asking === 'authorisation' ? input.attachments.find(({ kind }) => kind === 'image') : undefined;
  const files = input.attachments.filter(
    (file) => file !== proof && !values.attachments.some(({ fileId }) => fileId === file.fileId),
  );
  return files.length > 0 ? { attachments: [...values.attachments, ...files] } : null;
}

/** Name, phone, residence or a corrected place: said beside the story rather than in it. */
function speaksOfIdentity({ understood }: FormInput): boolean {
  const aboutPlaces = understood.places.some((place) => place.negated || place.role === 'residence');
  return Boolean(understood.phone || understood.name || understood.idNumber || aboutPlaces);
}

function peopleOf({ understood }: FormInput): Partial<FilingValues> {
  const found: Partial<FilingValues> = {};
  if (understood.people !== undefined) found.people = understood.people;
  if (understood.households !== undefined) found.households = understood.households;
  return found;
}

function relationOf({ understood }: FormInput, values: FilingValues): Partial<FilingValues> {
  if (!understood.onBehalf || values.relation || values.ownMatter) return {};
  return { relation: understood.onBehalf.relation, petitionerName: understood.onBehalf.name ?? '' };
}

function requestOf({ understood }: FormInput, values: FilingValues, first: boolean): Partial<FilingValues> {
  if (!understood.request) return {};
  if (understood.requestSaid || (first && !values.requestSaid))
    return { request: understood.request, requestSaid: understood.requestSaid };
  return {};
}

/** 拆件: claim and report of wrongdoing are offered to be filed apart. */
export function splitField(partsOf: PartsOf): FilingField {
  return {
    key: 'split',
    needed: (values) => values.words.length > 0 && values.split === '' && partsOf(values).claim !== undefined,
    ask: (values, misses) => {
      const { report, claim } = partsOf(values);
      const again = Math.max(misses, values.splitMissed);
      const asked =
        again > 0
          ? text.filing.askSplitAgain(again)
          : text.filing.askSplit(
              withoutStop(claim?.heard.summary ?? ''),
              report?.against || text.filing.cadres(),
            );
      return { text: asked, choices: options.split() };
    },
    absorb: (input, values) => {
      if (input.asking !== 'split') return null;
      const said = input.text.trim();
      if (input.understood.anonymous || input.understood.isPetition) return null;
      if (input.yes === false || heard.splitNo.test(said)) return { split: 'no' };
      if (input.yes === true || heard.splitYes.test(said))
        return values.split === 'yes' ? null : { split: 'yes' };
      return null;
    },
    clear: (values) => ({ ...values, split: '', splitMissed: 0 }),
  };
}

const withoutStop = (summary: string): string => summary.replace(/[\p{P}\s]+$/u, '');

/** Which of two filings the photos go with; nobody is asked, the report gets them unless told otherwise. */
export function photosField(partsOf: PartsOf): FilingField {
  return {
    key: 'photos',
    needed: () => false,
    ask: () => ({ text: '' }),
    absorb: (input, values) => {
      if (values.split !== 'yes' || !partsOf(values).claim) return null;
      if (heard.photosToClaim.test(input.text) && values.photosTo !== 'claim') return { photosTo: 'claim' };
      if (heard.photosToReport.test(input.text) && values.photosTo !== 'report')
        return { photosTo: 'report' };
      return null;
    },
    clear: (values) => ({ ...values, attachments: [], photosTo: 'report' }),
  };
}

/** 同一事项: added to the open petition rather than filed twice. What accuses is never added to an ordinary one. */
export function similarField(partsOf: PartsOf): FilingField {
  return {
    key: 'similar',
    needed: (values) =>
      values.similar !== null &&
      values.similarAnswer === '' &&
      (values.similar.confidential || !isSealed(values, partsOf(values))),
    ask: (values) => ({
      text: text.filing.askSimilar(values.similar?.filedOn ?? '', values.similar?.petitionNo ?? ''),
      choices: options.similar(),
    }),
    absorb: (input) => {
      if (input.asking !== 'similar') return null;
      const said = input.text.trim();
      if (said === word.newMatter || (said.includes('新') && !said.includes('补充')))
        return { similarAnswer: 'new' };
      if (said === word.addTo || said.includes('补充')) return { similarAnswer: 'add' };
      return null;
    },
    clear: (values) => ({ ...values, similarAnswer: '' }),
  };
}

/** What the person wants: guessed and shown, asked only when it is to be changed. */
export function requestField(deps: HandlerDeps): FilingField {
  return {
    key: 'request',
    needed: (values) => values.request === '' && values.words.length > 0,
    ask: (_values, misses) => ({
      text: misses > 0 ? text.filing.askRequestAgain() : text.filing.askRequest(),
    }),
    absorb: (input, values) => {
      const { request, requestSaid } = input.understood;
      if (answersGuess(input, values))
        return input.yes ? { requestSaid: true } : { request: '', requestSaid: false };
      const said = request && requestSaid ? request : undefined;
      if (input.asking === 'request') {
        const wish = said ?? bareWish(input, deps);
        return wish && wish !== values.request ? { request: wish, requestSaid: true } : null;
      }
      if (values.words.length === 0 || !said || said === values.request) return null;
      return { request: said, requestSaid: true };
    },
    clear: (values) => ({ ...values, request: '', requestSaid: false }),
  };
}

/** An answer to “您希望怎么解决?” that is a wish: no yes or no, no name, number, place or word of the menu. */
function bareWish(input: FormInput, { vocabulary, understand }: HandlerDeps): string | undefined {
  const said = input.text.trim();
  const { understood } = input;
  if (said.length < 2 || said.length > 60 || input.yes !== undefined || input.chosen) return undefined;
  if (['question', 'greeting', 'thanks', 'abuse'].includes(understood.act)) return undefined;
  if (speaksOfIdentity(input) || understood.anonymous || vocabulary.intent(said)) return undefined;
  if (understood.isPetition && said.length > WISH_LENGTH) return undefined;
  const isPlace = understood.places.some(({ start, end }) => end - start >= said.length - BARE_MARGIN);
  if (isPlace || /^[\d\s\p{P}]+$/u.test(said) || heard.correction.test(said)) return undefined;
  if (heard.wantsChange.test(said)) return undefined;
  return bareName(said, understand) && !heard.wish.test(said) ? undefined : said;
}

export const guessOf = (values: FilingValues): string =>
  values.request && !values.requestSaid ? text.filing.guess(values.request) : '';

/** “您希望:…。对吗?” stands beside the question for the name; a bare yes or no is about it. */
export function answersGuess(input: FormInput, values: FilingValues): boolean {
  return (
    input.asking === 'name' &&
    input.yes !== undefined &&
    guessOf(values) !== '' &&
    !input.understood.requestSaid &&
    !input.understood.isPetition &&
    !speaksOfIdentity(input)
  );
}

/** How many people speak; only asked to change it. */
export function peopleField(): FilingField {
  return {
    key: 'people',
    needed: () => false,
    ask: () => ({ text: text.filing.askPeople() }),
    absorb: (input) => {
      if (input.asking !== 'people') return null;
      const said = peopleOf(input);
      if (said.people !== undefined || said.households !== undefined) return said;
      const [, count, unit] = heard.count.exec(input.text.normalize('NFKC').trim()) ?? [];
      if (count === undefined) return null;
      return unit === undefined ? { people: Number(count) } : { households: Number(count) };
    },
    clear: (values) => ({ ...values, people: null, households: null }),
  };
}

/** The list of what can be changed, opened by a bare “修改” or “不对” at the read-back. */
export function changeField(keys: (values: FilingValues) => string[]): FilingField {
  return {
    key: 'change',
    needed: (values) => values.changing,
    ask: (values) => ({ text: text.filing.askChange(), choices: options.change(keys(values)) }),
    absorb: (input, values) => {
      if (values.changing) return input.asking === 'change' ? { changing: false } : null;
      return input.asking === null && values.words.length > 0 && heard.wantsChange.test(input.text.trim())
        ? { changing: true }
        : null;
    },
    clear: (values) => ({ ...values, changing: false }),
  };
}
