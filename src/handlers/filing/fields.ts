import type { Field } from '../../bot/forms/form.js';
import type { HandlerDeps } from '../deps.js';
import {
  authorisationField,
  ownVoiceField,
  petitionerNameField,
  petitionerPhoneField,
} from './agent-fields.js';
import type { PartsOf } from './allegations.js';
import { idNumberField, nameField, phoneField, representativesField } from './identity-fields.js';
import {
  changeField,
  peopleField,
  photosField,
  requestField,
  similarField,
  splitField,
  statementField,
} from './matter-fields.js';
import { placeField } from './place-field.js';
import type { FilingValues } from './values.js';

type FilingField = Field<FilingValues>;

/** The fields of a filing in the order in which their questions come. */
export function filingFields(deps: HandlerDeps, partsOf: PartsOf): FilingField[] {
  return [
    changeField(changeable),
    statementField(deps),
    splitField(partsOf),
    photosField(partsOf),
    ownVoiceField(partsOf),
    similarField(partsOf),
    requestField(deps),
    placeField('place', deps, (values) => placeOpen(values, deps)),
    petitionerNameField(deps),
    nameField(deps),
    phoneField(),
    placeField('residence', deps, residenceOpen),
    idNumberField(deps.settings.requireIdNumber),
    peopleField(),
    representativesField(deps),
    authorisationField(),
    petitionerPhoneField(),
  ];
}

/** Keys of the fields that the read-back shows and that can be changed. */
function changeable(values: FilingValues): string[] {
  return [
    'statement',
    'request',
    'place',
    ...(values.relation ? ['petitionerName'] : []),
    'name',
    ...(values.anonymous ? [] : ['phone', 'residence']),
    ...(values.people || values.households ? ['people', 'representatives'] : []),
  ];
}

function placeOpen(values: FilingValues, deps: HandlerDeps): boolean {
  const { code, options: choices, closed } = values.place;
  if (closed) return false;
  if (choices.length > 0) return true;
  if (code === null) return true;
  return deps.places.byCode(code)?.level === 'town' && values.residence.code === null;
}

function residenceOpen(values: FilingValues): boolean {
  if (values.anonymous || values.residence.closed) return false;
  return values.residence.options.length > 0 || values.residence.code === null;
}
