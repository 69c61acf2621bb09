import type { Form, FormInput } from '../../bot/forms/form.js';
import { type Outcome, reply, type Turn } from '../../bot/turn.js';
import { shanghaiDay } from '../../domain/calendar.js';
import { PETITION_ERROR } from '../../domain/petition-error.js';
import { groupCode, maskPhone, monthDay } from '../../domain/text/format.js';
import { text } from '../../domain/text/index.js';
import { type AppError, isAppError } from '../../errors.js';
import type { Receipt } from '../../services/petitions/types.js';
import type { HandlerDeps } from '../deps.js';
import { createPartsOf, isSplit } from './allegations.js';
import { filingFields } from './fields.js';
import { readBackLines, residenceOf, summaryOf } from './read-back.js';
import { filingsOf } from './submission.js';
import { clearedPlace, emptyFiling, type FilingValues, statementOf } from './values.js';

export const FILING = 'filing';

/** The form by which a petition is filed. */
export function filingForm(deps: HandlerDeps): Form<FilingValues> {
  const partsOf = createPartsOf(deps.understand);
  const { places } = deps;
  const fields = filingFields(deps, partsOf).map((field) => ({
    ...field,
    needed: (values: FilingValues) => !onlyAdds(values) && field.needed(values),
    clear: (values: FilingValues) => ({ ...field.clear(values), changing: false }),
  }));

  const form: Form<FilingValues> = {
    kind: FILING,
    isDraft: true,
    fields,
    context: (values) => ({
      matterPlace: values.place.code ? places.byCode(values.place.code) : undefined,
      residence: values.residence.code ? places.byCode(values.residence.code) : undefined,
    }),
    remark: (before, after, input) => remarks(before, after, input),
    recap: (values) => summaryOf(values, partsOf(values).heard, places) || text.filing.begin(),
    confirm: (values) => ({
      text: text.filing.confirm(readBackLines(values, partsOf(values), places), residenceQuestion(values)),
      choices: text.filing.options.confirm(),
    }),
    ready: onlyAdds,
    hold: (values) => {
      if (!residenceQuestion(values) || values.residencePressed) return null;
      return {
        prompt: { text: text.filing.holdResidence(), choices: text.filing.options.confirm() },
        values: { ...values, residencePressed: true },
      };
    },
    review,
    submit: async (values, turn, formId) => {
      try {
        const added = values.similarAnswer === 'add' ? await addToSimilar(values, turn) : null;
        return added && onlyAdds(values) ? added : await file(values, turn, formId, added);
      } catch (error) {
        if (!isAppError(error)) throw error;
        return mended(error, values, turn);
      }
    },
  };
  return form;

  /** Everything goes to an open petition and nothing is left to file. */
  function onlyAdds(values: FilingValues): boolean {
    if (values.similarAnswer !== 'add') return false;
    const parts = partsOf(values);
    return parts.report === undefined || (values.similar?.confidential === true && !isSplit(values, parts));
  }

  /** A residence known only to the town is asked for beside the read-back. */
  function residenceQuestion(values: FilingValues): string {
    if (values.anonymous || !values.residence.code) return '';
    return places.byCode(values.residence.code)?.level === 'town' ? text.filing.askResidenceVillage() : '';
  }

  function remarks(before: FilingValues, after: FilingValues, input: FormInput): string[] {
    const said: string[] = [];
    const files = after.attachments.length - before.attachments.length;
    if (files > 0) said.push(text.filing.tookPhotos(files));
    if (before.words.length === 0 && after.words.length > 0) {
      said.push(text.filing.noted(summaryOf(after, partsOf(after).heard, places)));
    } else if (after.words.length > before.words.length) said.push(text.filing.addedWords());
    else if (after.alsoSaid.length > before.alsoSaid.length && text.filing.heard.correction.test(input.text))
      said.push(text.filing.correctionTaken());
    if (accusesAlone(after) && !accusesAlone(before)) said.push(text.filing.confidential());
    if (before.split === '' && after.split === 'no') said.push(text.filing.filedTogether());
    const people = text.filing.peopleLine(after.people, after.households);
    if (input.asking === 'people' && people) said.push(text.filing.notedPeople(people));
    if (!before.place.closed && after.place.closed && input.understood.outsidePlace)
      said.push(text.filing.outside(input.understood.outsidePlace));
    said.push(...changes(before, after, input));
    return said;
  }

  /** Accusation without a claim beside it, so that nothing is asked about. */
  function accusesAlone(values: FilingValues): boolean {
    if (values.words.length === 0) return false;
    const { report, claim } = partsOf(values);
    return report !== undefined && claim === undefined;
  }

  /** What was put right, so that the person sees it was heard. */
  function changes(before: FilingValues, after: FilingValues, input: FormInput): string[] {
    const said: string[] = [];
    const moved =
      after.place.code !== before.place.code && after.place.code !== null && before.place.code !== null;
    const refined = places.byCode(after.place.code ?? '')?.parentCode === before.place.code;
    if (moved && !refined) said.push(text.filing.changedPlace(places.describe(after.place.code ?? '')));
    if (
      before.residence.code &&
      after.residence.code &&
      before.residence.code !== after.residence.code &&
      input.asking !== 'residence'
    ) {
      if (places.byCode(after.residence.code)?.parentCode !== before.residence.code)
        said.push(text.filing.changedResidence(residenceOf(after, places)));
    }
    if (before.phone && after.phone && before.phone !== after.phone)
      said.push(text.filing.changedPhone(maskPhone(after.phone)));
    if (before.name && after.name && before.name !== after.name)
      said.push(text.filing.changedName(after.name));
    const aside = asideOf(before, after, input);
    if (aside.length > 0) said.push(text.filing.took(aside));
    if (before.request !== after.request && before.words.length > 0 && after.requestSaid)
      said.push(text.filing.changedRequest(after.request));
    if (!before.anonymous && after.anonymous) {
      said.push(text.filing.anonymousCost());
      if (before.phone || before.residence.code) said.push(text.filing.clearedIdentity());
    }
    if (before.anonymous && !after.anonymous) said.push(text.filing.namedAfterAll());
    if (!before.phoneDeclined && after.phoneDeclined) said.push(text.filing.phoneSkipped());
    return said;
  }

  /** What was filled beside the open question, so that it is not silently swallowed. */
  function asideOf(before: FilingValues, after: FilingValues, input: FormInput): string[] {
    if (input.asking === null || input.asking === 'statement' || input.asking === 'name') return [];
    const name = input.asking !== 'petitionerName' && !before.name && after.name ? after.name : '';
    const phone = input.asking !== 'phone' && !before.phone && after.phone ? maskPhone(after.phone) : '';
    return [name, phone].filter(Boolean);
  }

  async function review(values: FilingValues, turn: Turn): Promise<FilingValues> {
    let next = values;
    // Photos live as long as the draft that holds them.
    const fileIds = values.attachments.map(({ fileId }) => fileId);
    if (values.authorisation === 'photo' && values.authorisationProof)
      fileIds.push(values.authorisationProof);
    if (fileIds.length > 0) await deps.files.touch(fileIds, turn.asker);
    if (next.words.length > 0 && next.privacyOffered === null) {
      const offered = { version: deps.notices.privacy.version, at: turn.now.toISOString() };
      next = { ...next, privacyOffered: offered };
    }
    const justPhoto = turn.text === '' && fileIds.length > 0;
    if (next.justPhoto !== justPhoto) next = { ...next, justPhoto };
    if (stillUndivided(next, turn)) next = { ...next, splitMissed: next.splitMissed + 1 };
    if (next.words.length > 0 && !next.similarChecked) next = await checkSimilar(next, turn);
    if (next.authorisation === 'code' && next.authorisationProof && next.authorisationChecked !== 'right')
      next = await checkAuthorisation(next, turn);
    return next.words.length > 0 ? onePlaceForBoth(next) : next;
  }

  /** Something else was said while the person was asked whether to file apart. */
  function stillUndivided(values: FilingValues, turn: Turn): boolean {
    const open = turn.state.form;
    return open?.kind === FILING && open.asking === 'split' && values.split === '' && open.values !== values;
  }

  /** One name said for both places is asked about once; a matter told without a place happened at home. */
  function onePlaceForBoth(values: FilingValues): FilingValues {
    const { place, residence } = values;
    if (place.code && residence.options.includes(place.code))
      return { ...values, residence: { ...clearedPlace(), code: place.code } };
    const silent = place.code === null && !place.closed && place.options.length === 0;
    return silent && residence.code ? { ...values, place: { ...place, code: residence.code } } : values;
  }

  async function checkSimilar(values: FilingValues, turn: Turn): Promise<FilingValues> {
    const { heard, claim } = partsOf(values);
    const found = await deps.petitions.findSameOpen(turn.asker, {
      statement: claim?.text ?? statementOf(values),
      ...(values.place.code ? { matterPlaceCode: values.place.code } : {}),
      ...(heard.classes[0] ? { level1: heard.classes[0].level1 } : {}),
    });
    const { petitionNo = '', filedOn = '', confidential = false } = found ?? {};
    const similar = found ? { petitionNo, filedOn: monthDay(filedOn), confidential } : null;
    return { ...values, similarChecked: true, similar };
  }

  /**
   * Number and code of an earlier petition prove the word of the person represented only where it shows that
   * it is theirs; otherwise somebody calls them.
   */
  async function checkAuthorisation(values: FilingValues, turn: Turn): Promise<FilingValues> {
    const said = values.authorisationProof;
    const petitionNo = deps.petitionNo(said, turn.now);
    const queryCode = deps.queryCode(withoutNumber(said));
    const again: FilingValues = { ...values, authorisationProof: '', authorisationNo: '' };
    if (petitionNo && !queryCode && values.authorisationNo === '')
      return { ...again, authorisationNo: petitionNo };
    if (!petitionNo || !queryCode) return { ...again, authorisationChecked: 'wrong' };
    try {
      const address = turn.message.address ?? '';
      const { asker, causeId } = turn;
      const view = await deps.petitions.query({ asker, address, petitionNo, queryCode, causeId });
      const name = view.content?.petitioner.name;
      if (name !== undefined && name === values.petitionerName)
        return { ...values, authorisationNo: '', authorisationChecked: 'right' };
      return { ...again, authorisation: 'call_back', authorisationChecked: 'unproven' };
    } catch (error) {
      const isWrong =
        isAppError(error, PETITION_ERROR.notFound) || isAppError(error, PETITION_ERROR.queryLocked);
      if (!isWrong) throw error;
      return { ...again, authorisationChecked: 'wrong' };
    }
  }

  async function addToSimilar(values: FilingValues, turn: Turn): Promise<Outcome> {
    const petitionNo = values.similar?.petitionNo ?? '';
    const parts = partsOf(values);
    const split = isSplit(values, parts);
    const attachments = split && values.photosTo === 'report' ? [] : values.attachments;
    await deps.petitions.supplement({
      asker: turn.asker,
      petitionNo,
      causeId: turn.causeId,
      text: split ? (parts.claim?.text ?? '') : statementOf(values),
      attachments,
    });
    return {
      reply: reply(text.filing.supplemented(petitionNo, attachments.length)),
      state: { ...turn.state, form: null, undo: null, lastPetitionNo: petitionNo },
    };
  }

  /** A refusal that the person can do something about is said, and the form stays open. */
  async function mended(error: AppError, values: FilingValues, turn: Turn): Promise<Outcome> {
    const open = turn.state.form;
    if (!open) throw error;
    const goOn = (next: FilingValues, said: string): Outcome =>
      deps.forms.resume(
        form,
        { ...turn, state: { ...turn.state, form: { ...open, values: next } } },
        { texts: [said] },
      );
    if (error.code === PETITION_ERROR.fileNotFound) {
      const gone = String(error.details?.['fileId'] ?? '');
      const attachments = values.attachments.filter(({ fileId }) => gone !== '' && fileId !== gone);
      const proof = values.authorisationProof === gone ? '' : values.authorisationProof;
      return goOn({ ...values, attachments, authorisationProof: proof }, text.supplement.fileGone());
    }
    const closed: string[] = [PETITION_ERROR.notOpen, PETITION_ERROR.notFound, PETITION_ERROR.notAllowed];
    if (values.similarAnswer === 'add' && closed.includes(error.code))
      return goOn({ ...values, similarAnswer: 'new' }, text.filing.similarClosed());
    throw error;
  }

  async function file(
    values: FilingValues,
    turn: Turn,
    formId: string,
    added: Outcome | null,
  ): Promise<Outcome> {
    const parts = partsOf(values);
    const filings = filingsOf(values, parts, turn, formId, deps);
    const receipts: Receipt[] = [];
    for (const filing of filings) receipts.push(await deps.petitions.file(filing));
    const [first, second] = receipts;
    if (!first) throw new Error('a submission makes at least one filing');
    if (values.authorisation === 'call_back') {
      await deps.handovers.open({
        causeId: turn.causeId,
        asker: turn.asker,
        reason: 'call_back',
        note: first.petitionNo,
      });
    }
    const { terminal } = turn.asker;
    const sealed = filings[0]?.confidential === true;
    const texts = [
      ...(added?.reply.texts ?? []),
      sealed
        ? text.filing.filedSealed(first.petitionNo, values.anonymous)
        : text.filing.filed({
            petitionNo: first.petitionNo,
            t1DueOn: dayText(first.t1DueOn, shanghaiDay(turn.now)),
            anonymous: values.anonymous,
          }),
      text.filing.filedCode(groupCode(first.queryCode), terminal),
    ];
    if (second) texts.push(text.filing.filedSecond(second.petitionNo, groupCode(second.queryCode)));
    if (values.authorisation === 'call_back') texts.push(text.filing.filedCall());
    // After a split a later photo must not go to the claim unasked.
    const apart = isSplit(values, parts);
    return {
      reply: { texts, slip: { petitionNo: first.petitionNo, queryCode: first.queryCode } },
      state: { ...turn.state, form: null, undo: null, lastPetitionNo: apart ? null : first.petitionNo },
    };
  }
}

/** What is left when the petition's number is taken out: the code stands right behind it. */
function withoutNumber(said: string): string {
  const plain = said.normalize('NFKC');
  const rest = plain.replace(/(?:XF)?\s*(?:\d{6})?[-_ .]*20\d{6}[-_ .]*\d{4,6}(?!\d)/iu, ' ');
  return rest === plain
    ? plain.replace(/(?<!\d)(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{1,6}|\d{4}[- /.]\d{1,6})(?!\d)/u, ' ')
    : rest;
}

/** `12月9日`, with the year when it is another one. */
function dayText(day: string, today: string): string {
  return day.slice(0, 4) === today.slice(0, 4) ? monthDay(day) : text.format.yearMonthDay(day);
}

/** The values to begin with. */
export function filingSeed(suggestion: boolean): FilingValues {
  return { ...emptyFiling(), suggestion };
}
