import type { Field, FormInput } from '../../bot/forms/form.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';
import { placeField } from './place-field.js';
import type { Reading } from './read-back.js';
import { clearedPlace, type FilingValues } from './values.js';

type FilingField = Field<FilingValues>;

/** From this many people on, representatives are asked for (《信访工作条例》第20条: at most five). */
const GROUP_FROM = 5;
const REPRESENTATIVES_LIMIT = 5;
const { word, options } = text.filing;

/**
 * The fields of a filing in the order in which their questions come.
 */
export function filingFields(deps: HandlerDeps, reading: Reading): FilingField[] {
  return [
    statementField(deps),
    splitField(reading),
    ownVoiceField(reading),
    similarField(),
    requestField(),
    placeField('place', deps.places, (values) => placeOpen(values, deps)),
    petitionerNameField(),
    nameField(),
    phoneField(),
    placeField('residence', deps.places, residenceOpen),
    idNumberField(deps.settings.requireIdNumber),
    representativesField(),
    authorisationField(),
  ];
}

const isUnnamed = (values: FilingValues): boolean => values.anonymous;
const identityKnown = (values: FilingValues): boolean =>
  Boolean(values.name || values.phone || values.residence.code || values.residence.words);

function placeOpen(values: FilingValues, deps: HandlerDeps): boolean {
  const { code, options: choices, closed } = values.place;
  if (closed) return false;
  if (choices.length > 0) return true;
  if (code === null) return true;
  return deps.places.byCode(code)?.level === 'town' && values.residence.code === null;
}

function residenceOpen(values: FilingValues): boolean {
  if (isUnnamed(values) || values.residence.closed) return false;
  return values.residence.options.length > 0 || values.residence.code === null;
}

/** What happened. Later messages that tell more of it are added; nothing said is thrown away. */
function statementField({ vocabulary }: HandlerDeps): FilingField {
  return {
    key: 'statement',
    needed: (values) => values.words.length === 0,
    ask: (values, misses) => ({
      text:
        misses > 0
          ? text.filing.askStatementAgain()
          : values.suggestion
            ? text.filing.beginSuggestion()
            : text.filing.begin(),
    }),
    absorb: (input, values) => {
      const files = input.attachments.filter(
        ({ fileId }) => !values.attachments.some((each) => each.fileId === fileId),
      );
      const attachments = files.length > 0 ? { attachments: [...values.attachments, ...files] } : null;
      const said = input.text.trim();
      if (!tellsOfTheMatter(input, values)) return attachments;
      const first = values.words.length === 0;
      const more =
        first || !speaksOfIdentity(input)
          ? { words: [...values.words, said] }
          : { alsoSaid: [...values.alsoSaid, said] };
      const people = peopleOf(input);
      return {
        ...attachments,
        ...more,
        ...people,
        ...relationOf(input, values),
        ...requestOf(input, values, first),
      };
    },
    clear: (values) => ({
      ...values,
      words: [],
      alsoSaid: [],
      split: '',
      similar: null,
      similarAnswer: '',
      similarChecked: false,
      place: clearedPlace(),
    }),
  };

  function tellsOfTheMatter(input: FormInput, values: FilingValues): boolean {
    const said = input.text.trim();
    if (said === '' || input.chosen || vocabulary.is('skip', said)) return false;
    const { understood } = input;
    if (['greeting', 'thanks', 'question'].includes(understood.act) && !understood.isPetition) return false;
    if (input.asking === 'statement' && values.words.length === 0)
      return understood.isPetition || said.length >= 4;
    if (understood.isPetition) return true;
    // While the read-back is open, whatever is no answer and not tiny is more of the story.
    return (
      input.asking === null &&
      values.words.length > 0 &&
      said.length >= 6 &&
      !speaksOfIdentity(input) &&
      input.yes === undefined
    );
  }
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
  if (!understood.onBehalf || values.relation) return {};
  return { relation: understood.onBehalf.relation, petitionerName: understood.onBehalf.name ?? '' };
}

function requestOf({ understood }: FormInput, values: FilingValues, first: boolean): Partial<FilingValues> {
  if (!understood.request) return {};
  if (understood.requestSaid || (first && !values.requestSaid))
    return { request: understood.request, requestSaid: understood.requestSaid };
  return {};
}

/** 拆件: claim and report of wrongdoing are offered to be filed apart. */
function splitField(reading: Reading): FilingField {
  const mixed = (values: FilingValues): boolean => {
    if (values.words.length === 0) return false;
    const { wrongdoing, claimText } = reading(values);
    return Boolean(wrongdoing && claimText);
  };
  return {
    key: 'split',
    needed: (values) => values.split === '' && mixed(values),
    ask: (values) => {
      const { wrongdoing, claimText } = reading(values);
      return {
        text: text.filing.askSplit(claimText ?? '', wrongdoing?.against || text.filing.cadres()),
        choices: options.split(),
      };
    },
    absorb: (input, values) => {
      if (input.asking !== 'split') return null;
      if (input.text.trim() === word.splitYes || input.yes === true)
        return values.split === 'yes' ? null : { split: 'yes' };
      if (input.yes === false) return { split: 'no' };
      return null;
    },
    clear: (values) => ({ ...values, split: '' }),
  };
}

/** What concerns the village's own cadres does not go through the village's agent. */
function ownVoiceField(reading: Reading): FilingField {
  return {
    key: 'ownVoice',
    needed: (values) =>
      values.relation !== '' && values.words.length > 0 && Boolean(reading(values).wrongdoing?.villageCadre),
    ask: () => ({ text: text.filing.ownVoice(), choices: options.ownVoice() }),
    absorb: (input) =>
      input.asking === 'ownVoice' && (input.text.trim() === word.inPerson || input.yes === true)
        ? { relation: '', petitionerName: '' }
        : null,
    clear: (values) => values,
  };
}

/** 同一事项: added to the open petition rather than filed twice. */
function similarField(): FilingField {
  return {
    key: 'similar',
    needed: (values) => values.similar !== null && values.similarAnswer === '',
    ask: (values) => ({
      text: text.filing.askSimilar(values.similar?.filedOn ?? '', values.similar?.petitionNo ?? ''),
      choices: options.similar(),
    }),
    absorb: (input) => {
      if (input.asking !== 'similar') return null;
      const said = input.text.trim();
      if (said === word.addTo || said.includes('补充')) return { similarAnswer: 'add' };
      if (said === word.newMatter || said.includes('新')) return { similarAnswer: 'new' };
      return null;
    },
    clear: (values) => ({ ...values, similarAnswer: '' }),
  };
}

/** 代办: the name of the person it is filed for. */
function petitionerNameField(): FilingField {
  return {
    key: 'petitionerName',
    needed: (values) => values.relation !== '' && values.petitionerName === '',
    ask: (values) => ({ text: text.filing.askPetitionerName(values.relation) }),
    absorb: (input, values) => {
      if (input.asking !== 'petitionerName') return null;
      const name = input.understood.name ?? shortAnswer(input);
      return name && name !== values.petitionerName ? { petitionerName: name } : null;
    },
    clear: (values) => ({ ...values, petitionerName: '' }),
  };
}

/** A bare answer that is taken as it is after it was not understood once. */
function shortAnswer(input: FormInput): string | undefined {
  const said = input.text.trim();
  const usable =
    said.length >= 2 && said.length <= 12 && input.misses > 0 && input.understood.act !== 'question';
  return usable && !/\d/.test(said) ? said : undefined;
}

function nameField(): FilingField {
  return {
    key: 'name',
    unasked: true,
    needed: (values) => !values.name && !values.anonymous,
    ask: (values, misses) => {
      if (misses > 0) return { text: text.filing.askNameAgain(), choices: options.identity() };
      if (identityKnown(values)) return { text: text.filing.askName(), choices: options.identity() };
      const asked = values.relation
        ? text.filing.askIdentityBehalf(values.relation)
        : text.filing.askIdentity();
      return { text: [guessOf(values), asked].filter(Boolean).join('\n'), choices: options.identity() };
    },
    absorb: (input, values) => {
      if (input.text.trim() === word.anonymous || (input.understood.anonymous && !values.anonymous))
        return { anonymous: true, name: '' };
      if (input.asking === 'petitionerName' || answersGuess(input, values)) return null;
      const name = input.understood.name ?? (input.asking === 'name' ? shortAnswer(input) : undefined);
      if (!name || name === values.name || name === values.petitionerName) return null;
      const replacing = input.asking === 'name' || values.name === '' || text.filing.naming(input.text);
      return replacing ? { name, anonymous: false } : null;
    },
    clear: (values) => ({ ...values, name: '', anonymous: false }),
  };
}

const guessOf = (values: FilingValues): string =>
  values.request && !values.requestSaid ? text.filing.guess(values.request) : '';

function phoneField(): FilingField {
  return {
    key: 'phone',
    needed: (values) => !isUnnamed(values) && values.phone === '' && !values.phoneDeclined,
    ask: (values, misses) => ({
      text: values.badPhone
        ? text.filing.badPhone()
        : misses > 0
          ? text.filing.askPhoneAgain()
          : text.filing.askPhone(),
      choices: options.phone(),
    }),
    absorb: (input, values) => {
      const { phone } = input.understood;
      if (phone) return phone === values.phone ? null : { phone, phoneDeclined: false, badPhone: false };
      if (input.asking !== 'phone') return null;
      if (
        input.text.trim() === word.noPhone ||
        input.yes === false ||
        text.filing.declinesPhone(input.text)
      ) {
        return { phoneDeclined: true, badPhone: false };
      }
      const digits = input.text.replace(/\D/g, '');
      return digits.length >= 6 && digits.length <= 13 && !values.badPhone ? { badPhone: true } : null;
    },
    clear: (values) => ({ ...values, phone: '', phoneDeclined: false, badPhone: false }),
  };
}

function idNumberField(required: boolean): FilingField {
  return {
    key: 'idNumber',
    needed: (values) => required && !isUnnamed(values) && values.idNumber === '',
    ask: (values) => ({
      text: values.badIdNumber ? text.filing.badIdNumber() : text.filing.askIdNumber(),
      choices: options.identity(),
    }),
    absorb: (input, values) => {
      const found = required ? input.understood.idNumber : undefined;
      if (!found) return null;
      if (found.valid)
        return found.value === values.idNumber ? null : { idNumber: found.value, badIdNumber: false };
      return values.badIdNumber ? null : { badIdNumber: true };
    },
    clear: (values) => ({ ...values, idNumber: '', badIdNumber: false }),
  };
}

/** 代表: names and phones, one to five. */
function representativesField(): FilingField {
  return {
    key: 'representatives',
    needed: (values) =>
      isGroup(values) &&
      values.representatives.length === 0 &&
      !values.representativesClosed &&
      !isUnnamed(values),
    ask: (values) => ({
      text: text.filing.askRepresentatives(text.filing.peopleLine(values.people, values.households)),
      choices: options.representatives(),
    }),
    absorb: (input, values) => {
      if (input.asking !== 'representatives') return null;
      if (input.text.trim() === word.onlyMe || input.yes === false) return { representativesClosed: true };
      const found = parseRepresentatives(input.text);
      if (found.length === 0 || found.length > REPRESENTATIVES_LIMIT) return null;
      return { representatives: found, representativesClosed: values.representativesClosed };
    },
    clear: (values) => ({ ...values, representatives: [], representativesClosed: false }),
  };
}

const isGroup = (values: FilingValues): boolean =>
  Math.max(values.people ?? 0, values.households ?? 0) >= GROUP_FROM;

/** “王建国13805380000,李秀英 张大山138…”: names, each perhaps with a number after it. */
function parseRepresentatives(said: string): FilingValues['representatives'] {
  const found: FilingValues['representatives'] = [];
  for (const match of said
    .normalize('NFKC')
    .matchAll(/(\p{Script=Han}{2,4}(?:·\p{Script=Han}{1,6})?)[\s,、:]*(1[3-9]\d{9}|0\d{9,11})?/gu)) {
    const [, name = '', phone] = match;
    found.push(phone ? { name, phone } : { name });
  }
  return found;
}

/** 委托: a photo, a code, or a call back to the person it is filed for. */
function authorisationField(): FilingField {
  return {
    key: 'authorisation',
    needed: (values) =>
      values.relation !== '' &&
      (values.authorisation === '' ||
        (values.authorisation !== 'call_back' && values.authorisationProof === '')),
    ask: (values) => {
      if (values.authorisation === 'photo')
        return { text: text.filing.askAuthorisationPhoto(), choices: options.authorisation() };
      if (values.authorisation === 'code')
        return {
          text:
            values.authorisationChecked === 'wrong'
              ? text.filing.authorisationUnproven()
              : text.filing.askAuthorisationCode(),
          choices: options.authorisation(),
        };
      return { text: text.filing.askAuthorisation(values.relation), choices: options.authorisation() };
    },
    absorb: (input, values) => {
      if (input.asking !== 'authorisation') return null;
      const said = input.text.trim();
      if (said === word.authoriseCall || /电话|打给/.test(said))
        return { authorisation: 'call_back', authorisationProof: '' };
      const photo = input.attachments.find(({ kind }) => kind === 'image');
      if (photo) return { authorisation: 'photo', authorisationProof: photo.fileId };
      if (said === word.authorisePhoto)
        return values.authorisation === 'photo' ? null : { authorisation: 'photo', authorisationProof: '' };
      if (said === word.authoriseCode)
        return values.authorisation === 'code' ? null : { authorisation: 'code', authorisationProof: '' };
      if (values.authorisation === 'code' && /\d/.test(said)) return { authorisationProof: said };
      return null;
    },
    clear: (values) => ({ ...values, authorisation: '', authorisationProof: '', authorisationChecked: '' }),
  };
}

/** “您希望:…。对吗?” stands beside the question for the name; a bare yes or no is about it. */
function answersGuess(input: FormInput, values: FilingValues): boolean {
  return (
    input.asking === 'name' &&
    input.yes !== undefined &&
    guessOf(values) !== '' &&
    !input.understood.requestSaid
  );
}

/** What the person wants: guessed and shown, asked only when it is to be changed. */
function requestField(): FilingField {
  return {
    key: 'request',
    needed: (values) => values.request === '' && values.words.length > 0,
    ask: () => ({ text: text.filing.askRequest() }),
    absorb: (input, values) => {
      const { request, requestSaid, act } = input.understood;
      if (answersGuess(input, values))
        return input.yes ? { requestSaid: true } : { request: '', requestSaid: false };
      if (input.asking === 'request') {
        const said = request && requestSaid ? request : input.text.trim();
        if (said.length < 2 || act === 'question' || said === values.request) return null;
        return { request: said, requestSaid: true };
      }
      if (values.words.length === 0 || !request || !requestSaid || request === values.request) return null;
      return { request, requestSaid: true };
    },
    clear: (values) => ({ ...values, request: '', requestSaid: false }),
  };
}
