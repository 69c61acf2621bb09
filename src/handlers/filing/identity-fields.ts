import type { Field, FormInput } from '../../bot/forms/form.js';
import { isGroup, REPRESENTATIVES_LIMIT } from '../../domain/group.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';
import { answersGuess, guessOf } from './matter-fields.js';
import {
  bareName,
  correctedName,
  correctedPhone,
  isPlausibleName,
  nameOfAnother,
  shortAnswer,
} from './names.js';
import { clearedPlace, type FilingValues } from './values.js';

type FilingField = Field<FilingValues>;

const { word, options, heard } = text.filing;

const identityKnown = (values: FilingValues): boolean =>
  Boolean(values.name || values.phone || values.residence.code || values.residence.words);

/** The petitioner's name; the agent's, where there is one. */
export function nameField({ understand }: HandlerDeps): FilingField {
  return {
    key: 'name',
    unasked: true,
    needed: (values) => !values.name && !values.anonymous,
    ask: askName,
    absorb: (input, values) => {
      if (values.relation === '' && wantsNoName(input, values)) return unnamed();
      const name = nameIn(input, values);
      const named =
        values.anonymous && (name !== undefined || givesIdentity(input)) ? { anonymous: false } : null;
      if (!name || name === values.name || name === values.petitionerName) return named;
      return { name, anonymous: false };
    },
    clear: (values) => ({ ...values, name: '', anonymous: false }),
  };

  function nameIn(input: FormInput, values: FilingValues): string | undefined {
    const said = input.text.trim();
    const corrected = correctedName(said, values.name);
    if (corrected) return corrected;
    if (answersGuess(input, values) || speaksOfRepresentatives(input)) return undefined;
    if (values.relation !== '' && !heard.mine.test(said)) {
      if (input.asking === 'petitionerName' || nameOfAnother(said)) return undefined;
    }
    if (values.anonymous && !input.understood.name) return bareName(said, understand);
    const name = input.understood.name ?? (input.asking === 'name' ? shortAnswer(input) : undefined);
    if (!name || !isPlausibleName(name)) return undefined;
    const replacing = input.asking === 'name' || values.name === '' || text.filing.naming(input.text);
    return replacing ? name : undefined;
  }
}

function askName(values: FilingValues, misses: number): ReturnType<FilingField['ask']> {
  if (values.relation) {
    const again = misses > 0 ? text.filing.askAgentNameAgain(misses) : text.filing.askAgentName();
    const plain = misses > 0 || values.petitionerName !== '' || identityKnown(values);
    return { text: plain ? again : text.filing.askIdentityBehalf(values.relation) };
  }
  const guess = guessOf(values);
  const choices = guess ? options.guess() : options.identity();
  if (misses > 0) {
    const again = text.filing.askNameAgain(misses);
    return {
      text: [misses > 1 ? '' : guess, again].filter(Boolean).join('\n'),
      choices: misses > 1 ? options.identity() : choices,
    };
  }
  const asked = identityKnown(values)
    ? text.filing.askName()
    : values.justPhoto
      ? text.filing.askIdentityShort()
      : text.filing.askIdentity();
  return {
    text: [values.justPhoto ? '' : guess, asked].filter(Boolean).join('\n'),
    choices: values.justPhoto ? options.identity() : choices,
  };
}

const wantsNoName = (input: FormInput, values: FilingValues): boolean =>
  !values.anonymous && (input.text.trim() === word.anonymous || input.understood.anonymous);

/** Whoever stays unnamed leaves no number and no address either. */
const unnamed = (): Partial<FilingValues> => ({
  anonymous: true,
  name: '',
  phone: '',
  phoneDeclined: false,
  badPhone: false,
  idNumber: '',
  badIdNumber: false,
  residence: clearedPlace(),
});

/** A phone number or an address of one's own names the person again. */
function givesIdentity({ understood }: FormInput): boolean {
  const lives = understood.places.some((place) => place.role === 'residence' && !place.negated);
  return !understood.anonymous && !understood.isPetition && Boolean(understood.phone || lives);
}

/** Names and numbers in it are the representatives'. */
const speaksOfRepresentatives = (input: FormInput): boolean =>
  input.asking === 'representatives' || heard.representatives.test(input.text);

export function phoneField(): FilingField {
  return {
    key: 'phone',
    needed: (values) => !values.anonymous && values.phone === '' && !values.phoneDeclined,
    ask: (values, misses) => ({
      text: values.badPhone
        ? text.filing.badPhone()
        : misses > 0
          ? text.filing.askPhoneAgain()
          : values.relation
            ? text.filing.askAgentPhone()
            : text.filing.askPhone(),
      choices: options.phone(),
    }),
    absorb: (input, values) => {
      const corrected = correctedPhone(input.text, values.phone);
      if (corrected) return { phone: corrected };
      if (isNotOwnPhone(input, values) || values.anonymous) return null;
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

/** Digits that are a query code, a representative's number or that of the person represented. */
function isNotOwnPhone(input: FormInput, values: FilingValues): boolean {
  if (input.asking === 'authorisation' && values.authorisation === 'code') return true;
  if (input.asking === 'petitionerPhone' || speaksOfRepresentatives(input)) return true;
  return values.relation !== '' && heard.othersPhone.test(input.text);
}

export function idNumberField(required: boolean): FilingField {
  return {
    key: 'idNumber',
    needed: (values) => required && !values.anonymous && values.idNumber === '',
    ask: (values) => ({
      text: values.badIdNumber ? text.filing.badIdNumber() : text.filing.askIdNumber(),
      choices: values.relation ? [] : options.identity(),
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
export function representativesField({ understand }: HandlerDeps): FilingField {
  return {
    key: 'representatives',
    needed: (values) =>
      isGroup(values.people ?? undefined, values.households ?? undefined) &&
      values.representatives.length === 0 &&
      !values.representativesClosed &&
      !values.anonymous,
    ask: (values) => ({
      text: values.tooManyRepresentatives
        ? text.filing.tooManyRepresentatives()
        : text.filing.askRepresentatives(text.filing.peopleLine(values.people, values.households)),
      choices: options.representatives(),
    }),
    absorb: (input, values) => {
      const asked = input.asking === 'representatives';
      const named = heard.representatives.exec(input.text)?.[1];
      if (!asked && (named === undefined || input.understood.isPetition)) return null;
      if (asked && (input.text.trim() === word.onlyMe || input.yes === false))
        return { representativesClosed: true, tooManyRepresentatives: false };
      const found = readRepresentatives(named ?? input.text);
      if (found.length === 0) return null;
      if (found.length > REPRESENTATIVES_LIMIT)
        return values.tooManyRepresentatives ? null : { tooManyRepresentatives: true };
      return { representatives: found, tooManyRepresentatives: false };
    },
    clear: (values) => ({
      ...values,
      representatives: [],
      representativesClosed: false,
      tooManyRepresentatives: false,
    }),
  };

  /** “王建国13805380000,李秀英 张大山138…”: names, each perhaps with a number after it. */
  function readRepresentatives(said: string): FilingValues['representatives'] {
    const found: FilingValues['representatives'] = [];
    for (const [part] of said.normalize('NFKC').matchAll(/[\p{Script=Han}·]+|\d{7,12}/gu)) {
      const last = found.at(-1);
      if (/\d/.test(part)) {
        if (last && !last.phone) last.phone = part;
        continue;
      }
      for (const piece of part.split(heard.separators)) {
        const name = bareName(piece, understand);
        if (name && found.every((each) => each.name !== name)) found.push({ name });
      }
    }
    return found;
  }
}
