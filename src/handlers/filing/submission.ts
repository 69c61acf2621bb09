import type { Turn } from '../../bot/turn.js';
import type { Understanding } from '../../bot/understanding/types.js';
import type { Agent, Petitioner, Proposal } from '../../domain/petition-content.js';
import type { Filing } from '../../services/petitions/types.js';
import type { HandlerDeps } from '../deps.js';
import { isSealed, isSplit, type Parts } from './allegations.js';
import { type FilingValues, statementOf } from './values.js';

/**
 * The filings a submission makes: one, or two when a claim and a report of wrongdoing are filed apart.
 * The claim then holds none of the words of the report, and nothing links the two. With the claim added to
 * an open petition only the report is left.
 */
export function filingsOf(
  values: FilingValues,
  parts: Parts,
  turn: Turn,
  formId: string,
  deps: HandlerDeps,
): Filing[] {
  const base = commonParts(values, turn, deps);
  const { report, claim, heard, requestTo } = parts;
  const noWish = { request: '', requestSaid: false };
  if (!isSplit(values, parts) || !report || !claim) {
    return [
      {
        ...base,
        draftId: formId,
        confidential: isSealed(values, parts),
        statement: statementOf(values),
        proposal: proposalOf(heard, report),
      },
    ];
  }
  const claimFiling: Filing = {
    ...base,
    ...(requestTo === 'claim' ? {} : noWish),
    draftId: formId,
    confidential: false,
    attachments: values.photosTo === 'claim' ? values.attachments : [],
    statement: claim.text,
    proposal: proposalOf(claim.heard),
  };
  const reportFiling: Filing = {
    ...base,
    ...(requestTo === 'report' ? {} : noWish),
    draftId: deps.derivedId('report', formId),
    confidential: true,
    attachments: values.photosTo === 'report' ? values.attachments : [],
    statement: report.text,
    proposal: proposalOf(deps.understand(report.text), report),
  };
  return values.similarAnswer === 'add' ? [reportFiling] : [claimFiling, reportFiling];
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
        version: values.privacyOffered?.version ?? deps.notices.privacy.version,
        at: values.privacyOffered ? new Date(values.privacyOffered.at) : turn.now,
      },
    },
    receivedAt: turn.message.receivedAt,
  };
}

function petitionerOf(values: FilingValues, deps: HandlerDeps): Petitioner {
  const name = values.relation ? values.petitionerName : values.name;
  const phone = values.relation ? values.petitionerPhone : values.phone;
  const residence = values.residence.code ? deps.places.byCode(values.residence.code) : undefined;
  const residenceDetail = [residence ? '' : values.residence.words, values.residence.detail]
    .filter(Boolean)
    .join(' ');
  return {
    anonymous: values.anonymous,
    ...(name ? { name } : {}),
    ...(phone ? { phone } : {}),
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
