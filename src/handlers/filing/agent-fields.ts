import type { Field, FormInput } from '../../bot/forms/form.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';
import type { PartsOf } from './allegations.js';
import { bareName, correctedName, nameOfAnother, shortAnswer } from './names.js';
import type { FilingValues } from './values.js';

type FilingField = Field<FilingValues>;

const { word, options, heard } = text.filing;

/** Filed for oneself after all. */
const forOneself = (): Partial<FilingValues> => ({
  relation: '',
  petitionerName: '',
  petitionerPhone: '',
  ownMatter: true,
  authorisation: '',
  authorisationProof: '',
  authorisationNo: '',
  authorisationChecked: '',
});

/** What concerns the village's own cadres does not go through the village's agent. */
export function ownVoiceField(partsOf: PartsOf): FilingField {
  return {
    key: 'ownVoice',
    needed: (values) =>
      values.relation !== '' && values.words.length > 0 && Boolean(partsOf(values).report?.villageCadre),
    ask: () => ({ text: text.filing.ownVoice(), choices: options.ownVoice() }),
    absorb: (input) =>
      input.asking === 'ownVoice' && (input.text.trim() === word.inPerson || input.yes === true)
        ? forOneself()
        : null,
    clear: (values) => values,
  };
}

/** 代办: the name of the person it is filed for. */
export function petitionerNameField({ understand }: HandlerDeps): FilingField {
  return {
    key: 'petitionerName',
    needed: (values) => values.relation !== '' && values.petitionerName === '',
    ask: (values, misses) => ({
      text:
        misses > 0 || values.behalfConfirmed
          ? text.filing.askPetitionerNameAgain(values.relation)
          : text.filing.askPetitionerName(values.relation),
      choices: values.behalfConfirmed ? [] : options.agent(values.relation),
    }),
    absorb: (input, values) => {
      if (values.relation === '') return null;
      const said = input.text.trim();
      const asked = input.asking === 'petitionerName';
      if (said === word.ownMatter || heard.ownMatter.test(said)) return forOneself();
      if (asked && !values.behalfConfirmed && (said === word.forThem || input.yes === true))
        return { behalfConfirmed: true };
      if (asked && !values.behalfConfirmed && input.yes === false) return forOneself();
      const name =
        correctedName(said, values.petitionerName) ??
        (input.understood.isPetition ? undefined : nameOfAnother(said)) ??
        (asked && !heard.mine.test(said) ? (bareName(said, understand) ?? shortAnswer(input)) : undefined);
      return name && name !== values.petitionerName && name !== values.name
        ? { petitionerName: name, behalfConfirmed: true }
        : null;
    },
    clear: (values) => ({ ...values, petitionerName: '', behalfConfirmed: true }),
  };
}

/** 委托: a photo, a code, or a call back to the person it is filed for. */
export function authorisationField(): FilingField {
  return {
    key: 'authorisation',
    needed: (values) =>
      values.relation !== '' &&
      (values.authorisation === '' ||
        (values.authorisation !== 'call_back' && values.authorisationProof === '')),
    ask: (values) => ({ text: askAuthorisation(values), choices: options.authorisation() }),
    absorb: (input, values) => {
      if (input.asking !== 'authorisation') return null;
      const said = input.text.trim();
      if (said === word.authoriseCall || /电话|打给/.test(said))
        return { authorisation: 'call_back', authorisationProof: '', authorisationChecked: '' };
      const photo = input.attachments.find(({ kind }) => kind === 'image');
      if (photo) return { authorisation: 'photo', authorisationProof: photo.fileId };
      if (said === word.authorisePhoto)
        return values.authorisation === 'photo' ? null : { authorisation: 'photo', authorisationProof: '' };
      if (said === word.authoriseCode)
        return values.authorisation === 'code' ? null : { authorisation: 'code', authorisationProof: '' };
      if (values.authorisation === 'code' && /\d/.test(said))
        return { authorisationProof: `${values.authorisationNo} ${said}`.trim() };
      return null;
    },
    clear: (values) => ({
      ...values,
      authorisation: '',
      authorisationProof: '',
      authorisationNo: '',
      authorisationChecked: '',
    }),
  };
}

function askAuthorisation(values: FilingValues): string {
  if (values.authorisation === 'photo') return text.filing.askAuthorisationPhoto();
  if (values.authorisation === 'code') {
    if (values.authorisationNo !== '') return text.filing.askAuthorisationRest();
    return values.authorisationChecked === 'wrong'
      ? text.filing.authorisationUnproven()
      : text.filing.askAuthorisationCode();
  }
  return text.filing.askAuthorisation(values.relation);
}

/** The number under which the person represented is called back. */
export function petitionerPhoneField(): FilingField {
  return {
    key: 'petitionerPhone',
    needed: (values) =>
      values.relation !== '' && values.authorisation === 'call_back' && values.petitionerPhone === '',
    ask: (values) => ({
      text: [
        values.authorisationChecked === 'unproven' ? text.filing.authorisationFellBack() : '',
        text.filing.askPetitionerPhone(values.relation),
      ]
        .filter(Boolean)
        .join('\n'),
      choices: options.petitionerPhone(),
    }),
    absorb: (input, values) => {
      if (values.relation === '') return null;
      const asked = input.asking === 'petitionerPhone';
      const { phone } = input.understood;
      if (phone && (asked || isTheirs(input)))
        return phone === values.petitionerPhone ? null : { petitionerPhone: phone };
      if (asked && (input.text.trim() === word.noPrincipalPhone || text.filing.declinesPhone(input.text)))
        return { authorisation: '', authorisationProof: '', authorisationChecked: '' };
      return null;
    },
    clear: (values) => ({ ...values, petitionerPhone: '' }),
  };
}

const isTheirs = (input: FormInput): boolean => heard.othersPhone.test(input.text);
