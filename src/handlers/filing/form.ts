import type { Form, FormInput } from '../../bot/forms/form.js';
import { type Outcome, reply, type Turn } from '../../bot/turn.js';
import { shanghaiDay } from '../../domain/calendar.js';
import { groupCode, maskPhone, monthDay } from '../../domain/text/format.js';
import { text } from '../../domain/text/index.js';
import type { Receipt } from '../../services/petitions/types.js';
import type { HandlerDeps } from '../deps.js';
import { filingFields } from './fields.js';
import { createReading, readBackLines, residenceOf, summaryOf } from './read-back.js';
import { filingsOf } from './submission.js';
import { clearedPlace, emptyFiling, type FilingValues, statementOf } from './values.js';

export const FILING = 'filing';

/** The form by which a petition is filed. */
export function filingForm(deps: HandlerDeps): Form<FilingValues> {
  const reading = createReading(deps.understand);
  const { places } = deps;
  const fields = filingFields(deps, reading).map((field) => ({
    ...field,
    needed: (values: FilingValues) => values.similarAnswer !== 'add' && field.needed(values),
  }));

  return {
    kind: FILING,
    isDraft: true,
    fields,
    context: (values) => ({
      matterPlace: values.place.code ? places.byCode(values.place.code) : undefined,
      residence: values.residence.code ? places.byCode(values.residence.code) : undefined,
    }),
    remark: (before, after, input) => remarks(before, after, input),
    recap: (values) => summaryOf(values, reading(values), places) || text.filing.begin(),
    confirm: (values) => ({
      text: text.filing.confirm(readBack(values), residenceQuestion(values)),
      choices: text.filing.options.confirm(),
    }),
    ready: (values) => values.similarAnswer === 'add',
    hold: (values) => {
      if (!residenceQuestion(values) || values.residencePressed) return null;
      return {
        prompt: { text: text.filing.holdResidence(), choices: text.filing.options.confirm() },
        values: { ...values, residencePressed: true },
      };
    },
    review,
    submit: (values, turn, formId) =>
      values.similarAnswer === 'add' ? addToSimilar(values, turn) : file(values, turn, formId),
  };

  /** The lines of the read-back; a claim filed apart is read back without the report. */
  function readBack(values: FilingValues): string[] {
    const heard = reading(values);
    const claim = heard.claimText ? deps.understand(heard.claimText) : heard;
    return readBackLines(values, heard, claim, places);
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
      const heard = reading(after);
      said.push(text.filing.noted(summaryOf(after, heard, places)));
      if (heard.wrongdoing && !heard.claimText) said.push(text.filing.confidential());
    } else if (after.words.length > before.words.length) said.push(text.filing.addedWords());
    said.push(...changes(before, after, input));
    return said;
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
    if (!before.anonymous && after.anonymous) said.push(text.filing.anonymousCost());
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
    if (values.attachments.length > 0) {
      await deps.files.touch(
        values.attachments.map(({ fileId }) => fileId),
        turn.asker,
      );
    }
    if (next.words.length > 0 && next.privacyOfferedAt === '')
      next = { ...next, privacyOfferedAt: turn.now.toISOString() };
    if (next.words.length > 0 && !next.similarChecked) next = await checkSimilar(next, turn);
    if (next.authorisation === 'code' && next.authorisationProof && next.authorisationChecked !== 'right')
      next = await checkAuthorisation(next, turn);
    return next.words.length > 0 ? onePlaceForBoth(next) : next;
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
    const heard = reading(values);
    const found = await deps.petitions.findSameOpen(turn.asker, {
      statement: statementOf(values),
      ...(values.place.code ? { matterPlaceCode: values.place.code } : {}),
      ...(heard.classes[0] ? { level1: heard.classes[0].level1 } : {}),
    });
    const similar = found ? { petitionNo: found.petitionNo, filedOn: monthDay(found.filedOn) } : null;
    return { ...values, similarChecked: true, similar };
  }

  /** Number and code of an earlier petition of the person represented prove their word. */
  async function checkAuthorisation(values: FilingValues, turn: Turn): Promise<FilingValues> {
    const petitionNo = deps.petitionNo(values.authorisationProof, turn.now);
    const queryCode = deps.queryCode(values.authorisationProof);
    const wrong: FilingValues = { ...values, authorisationProof: '', authorisationChecked: 'wrong' };
    if (!petitionNo || !queryCode) return wrong;
    try {
      const address = turn.message.address ?? '';
      await deps.petitions.query({
        asker: turn.asker,
        address,
        petitionNo,
        queryCode,
        causeId: turn.causeId,
      });
      return { ...values, authorisationChecked: 'right' };
    } catch {
      return wrong;
    }
  }

  async function addToSimilar(values: FilingValues, turn: Turn): Promise<Outcome> {
    const petitionNo = values.similar?.petitionNo ?? '';
    await deps.petitions.supplement({
      asker: turn.asker,
      petitionNo,
      causeId: turn.causeId,
      text: statementOf(values),
      attachments: values.attachments,
    });
    return {
      reply: reply(text.supplement.added(petitionNo, values.attachments.length)),
      state: { ...turn.state, form: null, undo: null, lastPetitionNo: petitionNo },
    };
  }

  async function file(values: FilingValues, turn: Turn, formId: string): Promise<Outcome> {
    const filings = filingsOf(values, reading(values), turn, formId, deps);
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
    const texts = [
      text.filing.filed({
        petitionNo: first.petitionNo,
        t1DueOn: dayText(first.t1DueOn, shanghaiDay(turn.now)),
        anonymous: values.anonymous,
      }),
      text.filing.filedCode(groupCode(first.queryCode), terminal),
    ];
    if (second) texts.push(text.filing.filedSecond(second.petitionNo, groupCode(second.queryCode)));
    if (values.authorisation === 'call_back') texts.push(text.filing.filedCall());
    return {
      reply: { texts, slip: { petitionNo: first.petitionNo, queryCode: first.queryCode } },
      state: { ...turn.state, form: null, undo: null, lastPetitionNo: first.petitionNo },
    };
  }
}

/** `12月9日`, with the year when it is another one. */
function dayText(day: string, today: string): string {
  return day.slice(0, 4) === today.slice(0, 4) ? monthDay(day) : text.format.yearMonthDay(day);
}

/** The values to begin with. */
export function filingSeed(suggestion: boolean): FilingValues {
  return { ...emptyFiling(), suggestion };
}
