import type { Turn } from '../../bot/turn.js';
import type { Understanding } from '../../bot/understanding/types.js';
import type { Agent, Petitioner, Proposal } from '../../domain/petition-content.js';
import type { Filing } from '../../services/petitions/types.js';
import type { HandlerDeps } from '../deps.js';
import type { FilingValues } from './values.js';

/**
 * The filings a submission makes: one, or two when a claim and a report of wrongdoing are filed apart.
 * The claim then holds none of the words of the report, and nothing links the two.
 */
export function filingsOf(
  values: FilingValues,
  heard: Understanding,
  turn: Turn,
  formId: string,
  deps: HandlerDeps,
): Filing[] {
  const base = commonParts(values, turn, deps);
  const { wrongdoing, claimText } = heard;
  if (values.split === 'yes' && wrongdoing && claimText) {
    const asides = values.alsoSaid.map((said) => ({
      said,
      accuses: Boolean(deps.understand(said).wrongdoing),
    }));
    const claim = deps.understand(claimText);
    return [
      {
        ...base,
        draftId: formId,
        confidential: false,
        statement: [claimText, ...asides.filter(({ accuses }) => !accuses).map(({ said }) => said)].join(
          '\n',
        ),
        proposal: proposalOf(claim),
      },
      {
        ...base,
        draftId: deps.derivedId('report', formId),
        confidential: true,
        attachments: [],
        statement: [wrongdoing.text, ...asides.filter(({ accuses }) => accuses).map(({ said }) => said)].join(
          '\n',
        ),
        request: '',
        requestSaid: false,
        proposal: proposalOf(deps.understand(wrongdoing.text), wrongdoing),
      },
    ];
  }
  return [
    {
      ...base,
      draftId: formId,
      confidential: Boolean(wrongdoing),
      statement: [...values.words, ...values.alsoSaid].join('\n'),
      proposal: proposalOf(heard, wrongdoing),
    },
  ];
}

function proposalOf(heard: Understanding, wrongdoing = heard.wrongdoing): Proposal {
  return {
    ...(heard.purpose ? { purpose: heard.purpose } : {}),
    classes: heard.classes.slice(0, 3),
    routes: heard.routes,
    repeat: heard.repeat,
    ...(wrongdoing ? { wrongdoing } : {}),
  };
}

function commonParts(
  values: FilingValues,
  turn: Turn,
  deps: HandlerDeps,
): Omit<Filing, 'draftId' | 'confidential' | 'statement' | 'proposal'> {
  const place = values.place.code ? deps.places.byCode(values.place.code) : undefined;
  const detail = [values.place.code ? '' : values.place.words, values.place.detail].filter(Boolean).join(' ');
  const agent = agentOf(values);
  return {
    causeId: turn.causeId,
    asker: turn.asker,
    petitioner: petitionerOf(values, deps),
    ...(agent ? { agent } : {}),
    request: values.request,
    requestSaid: values.requestSaid,
    ...(place ? { matterPlace: place } : {}),
    ...(detail ? { placeDetail: detail } : {}),
    ...(values.people ? { people: values.people } : {}),
    ...(values.households ? { households: values.households } : {}),
    ...(values.representatives.length > 0 ? { representatives: values.representatives } : {}),
    attachments: values.attachments,
    notices: {
      guide: { version: deps.notices.guideSheet.version, at: turn.now },
      privacy: {
        version: deps.notices.privacy.version,
        at: values.privacyOfferedAt ? new Date(values.privacyOfferedAt) : turn.now,
      },
    },
    receivedAt: turn.message.receivedAt,
  };
}

function petitionerOf(values: FilingValues, deps: HandlerDeps): Petitioner {
  const name = values.relation ? values.petitionerName : values.name;
  const residence = values.residence.code ? deps.places.byCode(values.residence.code) : undefined;
  const residenceDetail = [residence ? '' : values.residence.words, values.residence.detail]
    .filter(Boolean)
    .join(' ');
  return {
    anonymous: values.anonymous,
    ...(name ? { name } : {}),
    ...(values.phone ? { phone: values.phone } : {}),
    ...(values.idNumber ? { idNumber: values.idNumber } : {}),
    ...(residence ? { residence } : {}),
    ...(residenceDetail ? { residenceDetail } : {}),
  };
}

function agentOf(values: FilingValues): Agent | undefined {
  if (!values.relation || values.authorisation === '') return undefined;
  return {
    name: values.name,
    relation: values.relation,
    authorisation: values.authorisation,
    ...(values.phone ? { phone: values.phone } : {}),
    ...(values.authorisation === 'photo' ? { fileIds: [values.authorisationProof] } : {}),
  };
}
