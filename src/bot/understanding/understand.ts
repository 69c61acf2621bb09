import { DIVISION_LEVEL } from '../../domain/divisions.js';
import { PURPOSE, type Purpose, ROUTE, type Route } from '../../domain/taxonomy.js';
import { type SpeechActs, speechActs } from './acts.js';
import { findAsks } from './asks.js';
import { createChineseNumbers } from './chinese-number.js';
import { classify, purposeOf } from './classification.js';
import { findCounts } from './count.js';
import { findDanger } from './danger.js';
import type { UnderstandingData } from './data.js';
import { createDateFinder } from './dates.js';
import { createEvidence } from './evidence.js';
import { createGazetteer, type FoundPlace } from './gazetteer.js';
import { findIdNumber } from './id-number.js';
import { createNameReader } from './name.js';
import { normaliseText } from './normalise.js';
import { findOnBehalf } from './on-behalf.js';
import { createOutsidePlaces, withoutOutside } from './outside-places.js';
import { findPhones, findWrongPhone } from './phone.js';
import { placeMentions } from './place-roles.js';
import { findBareRequest, findRequest } from './request.js';
import { createScanner, type Scan } from './scanner.js';
import { homeClause, summarise } from './summary.js';
import { wordsOf } from './term.js';
import { isBoundary, wordBefore } from './text-cues.js';
import type { PlaceMention, Understand, Understanding, UnderstandingContext } from './types.js';
import { findWrongdoing } from './wrongdoing.js';

/** Only the beginning of an enormous message is analysed in depth; danger is looked for in the whole of it. */
const READ_IN_DEPTH = 1200;
/** A letter of no lexicon. */
const BLANK = '\u0001';
const PLACE_QUESTIONS = ['matterPlace', 'residence'];
const PERSONAL_QUESTIONS = ['name', 'phone', 'idNumber', 'residence'];
/** What stands between spaces and punctuation. */
const PART = /[\p{Script=Han}]+/gu;

/** A report of wrongdoing goes the party's and the supervisors' way, whatever else it touches. */
function routesOf(scan: Scan, isReport: boolean): Route[] {
  return Object.values(ROUTE).filter(
    (route) => scan.has('routes', route) || (isReport && route === ROUTE.party),
  );
}

function purposeFor(scan: Scan, speech: SpeechActs, isReport: boolean): { purpose?: Purpose } {
  if (speech.isPetition) return { purpose: purposeOf(scan, isReport) };
  return speech.act === 'question' ? { purpose: PURPOSE.enquiry } : {};
}

const namesVillage = (found: readonly FoundPlace[]) =>
  found.some((place) => place.candidates.some((name) => !name.isTown));

/** Blanks out the names of places, so that 大桥村 tells of no bridge; a final 村 stays. */
function withoutNames(text: string, found: readonly FoundPlace[], village: string): string {
  let result = '';
  let from = 0;
  for (const place of found) {
    if (place.start < from) continue;
    const end = text[place.end - 1] === village ? place.end - 1 : place.end;
    result += text.slice(from, place.start) + BLANK.repeat(end - place.start);
    from = end;
  }
  return result + text.slice(from);
}

/** Wages and the like of somebody who works in another county: home is not where it happened. */
function isElsewhere(scan: Scan, outsidePlace: string | undefined): boolean {
  return outsidePlace !== undefined && (scan.has('acts', 'elsewhere') || scan.hits('classes').length === 0);
}

/** Whoever says where they live and then what is wrong at home names the place of the matter too. */
function withMatterAtHome(mentions: PlaceMention[], isPetition: boolean, elsewhere: boolean): PlaceMention[] {
  const settled = mentions.filter((mention) => !mention.negated);
  if (!isPetition || elsewhere || settled.some((mention) => mention.role === 'matter')) return mentions;
  const home = settled.find((mention) => mention.role === 'residence');
  return home ? [...mentions, { ...home, role: 'matter' }] : mentions;
}

/** While a field is asked for, what fills one, or says nothing else, is an answer. */
function actIn(
  context: UnderstandingContext,
  act: Understanding['act'],
  fillsField: boolean,
): Understanding['act'] {
  if (context.asking === undefined || context.asking === 'statement' || act === 'abuse') return act;
  return fillsField || act === 'other' ? 'answer' : act;
}

/** Where the addition to a place of the matter ends: a comma belongs there in the summary. */
function detailEnds(text: string, mentions: readonly PlaceMention[]): number[] {
  return mentions.flatMap(({ role, detail, end }) =>
    role === 'matter' && detail ? [text.indexOf(detail, end) + detail.length] : [],
  );
}

/** The words of a message of personal data, each of which may be the bare name of a place. */
function partsOf(text: string): { start: number; end: number }[] {
  return [...text.matchAll(PART)].map(({ index, 0: part }) => ({ start: index, end: index + part.length }));
}

/** "住汶阳镇西徐村," before what is wrong there only says the place again. */
function homeClauses(
  text: string,
  mentions: readonly PlaceMention[],
  residenceBefore: readonly string[],
  self: readonly string[],
) {
  return mentions.flatMap(({ role, start, end }) => {
    const lead = wordBefore(text, start, residenceBefore);
    if (role !== 'residence' || !lead) return [];
    const from = start - lead.length;
    const begin = from - (wordBefore(text, from, self)?.length ?? 0);
    return isBoundary(text, begin - 1) && isBoundary(text, end) ? [{ start: begin, end }] : [];
  });
}

/** Builds the reader of messages. Building takes tens of milliseconds, reading a message a fraction of one. */
export function createUnderstanding(data: UnderstandingData): Understand {
  const { punctuation } = data;
  const numbers = createChineseNumbers(data.numbers);
  const names = createNameReader(data.surnames, data.names);
  const gazetteer = createGazetteer(data.divisions, data.places, data.pinyin);
  const findDates = createDateFinder(data.days.patterns);
  const county = data.divisions.find((division) => division.level === DIVISION_LEVEL.county);
  const findOutside = createOutsidePlaces(data.outsidePlaces, county?.code ?? '', data.places);
  const officials = {
    all: wordsOf(data.wrongdoing.officials, data.sets),
    village: wordsOf(data.wrongdoing.villageOfficials, data.sets),
  };
  const { classes, problems, acts, danger, flags, wrongdoing, routes, requests } = data;
  const judgeDanger = createEvidence(data.evidence.danger, punctuation);
  const judgeWrongdoing = createEvidence(data.evidence.wrongdoing, punctuation);
  const scanText = createScanner(
    { classes, problems, acts, flags, wrongdoing, routes, requests },
    data.sets,
    punctuation,
  );
  const scanDanger = createScanner({ danger }, data.sets, punctuation);

  /** Together with the telephone, or while the person is asked about themselves, a place stands bare among other data. */
  function personalParts(text: string, context: UnderstandingContext): { start: number; end: number }[] {
    const isPersonal =
      PERSONAL_QUESTIONS.includes(context.asking ?? '') ||
      findPhones(text, numbers, data.phone, punctuation.separators).length > 0;
    const parts = isPersonal ? partsOf(text) : [];
    return parts.length > 1 ? parts : [];
  }

  function readPlaces(text: string, context: UnderstandingContext) {
    const known = [context.matterPlace, context.residence].filter((division) => division !== undefined);
    const asked = PLACE_QUESTIONS.includes(context.asking ?? '');
    const parts = personalParts(text, context);
    const named = gazetteer.find(text, { known, asked, parts });
    const outside = findOutside(text, named);
    const found = withoutOutside(named, outside);
    return { found, mentions: placeMentions(text, found, data.places, context), outside: outside?.name };
  }

  function readPerson(text: string, context: UnderstandingContext, found: readonly FoundPlace[]) {
    const phones = findPhones(text, numbers, data.phone, punctuation.separators, context.asking === 'phone');
    const idNumber = findIdNumber(text);
    const name = names.find(text, { asking: context.asking === 'name', taken: found, phones });
    const asked = name !== undefined || PERSONAL_QUESTIONS.includes(context.asking ?? '');
    const wrongPhone =
      phones.length === 0 && !idNumber
        ? findWrongPhone(text, numbers, data.phone, punctuation.separators, asked)
        : undefined;
    const spans = [...phones, name, idNumber, wrongPhone].filter((span) => span !== undefined);
    const fields = {
      ...(phones[0] ? { phone: phones[0].value } : {}),
      ...(wrongPhone ? { phoneProblem: 'digits' as const } : {}),
      ...(name ? { name: name.value } : {}),
      ...(idNumber ? { idNumber: { value: idNumber.value, valid: idNumber.valid } } : {}),
    };
    return { fields, spans };
  }

  /** What only a message that describes something has: the report in it, the wish, the purpose. */
  function readMatter(text: string, scan: Scan, speech: SpeechActs, inVillage: boolean, asked: boolean) {
    if (!speech.isPetition) {
      const request = findBareRequest(text, asked, requests, punctuation);
      return {
        isReport: false,
        fields: { ...(request ? { request } : {}), requestSaid: request !== undefined },
      };
    }
    const report = findWrongdoing(
      text,
      scan,
      wrongdoing,
      officials,
      inVillage,
      data.surnames.single,
      judgeWrongdoing,
      punctuation,
    );
    const wish = findRequest(text, scan, requests, punctuation);
    const fields = {
      ...(report ? { wrongdoing: report.report } : {}),
      ...(report?.claimText ? { claimText: report.claimText } : {}),
      request: wish.request,
      requestSaid: wish.said,
    };
    return { isReport: report !== undefined, fields };
  }

  /** How much a clause tells; the most telling ones stay in a long summary. */
  function weigh(clause: string): number {
    const scan = scanText(clause);
    return scan.hits('problems').length * 2 + scan.hits('classes').length + scan.hits('wrongdoing').length;
  }

  return (input, context = {}): Understanding => {
    const whole = normaliseText(input);
    const text = whole.slice(0, READ_IN_DEPTH);
    const { found, mentions, outside } = readPlaces(text, context);
    const scan = scanText(withoutNames(text, found, data.places.village));
    const person = readPerson(text, context, found);
    const speech = speechActs(text, scan, found, person.spans);
    const matter = readMatter(text, scan, speech, namesVillage(found), context.asking === 'request');
    const liveDanger = findDanger(
      whole,
      scanDanger(withoutNames(whole, found, data.places.village)),
      judgeDanger(whole),
      danger,
      punctuation,
    );
    const onBehalf = findOnBehalf(text, data.relations, names);
    const breaks = detailEnds(text, mentions);
    const repeated = speech.isPetition
      ? homeClauses(text, mentions, data.places.residenceBefore, data.places.selfBefore)
      : [];
    const said = speech.isPetition && matter.fields.requestSaid ? matter.fields.request : undefined;
    const home = homeClause(
      text,
      mentions.filter((mention) => mention.role === 'residence'),
      data.summary,
    );
    const unsaid = home ? [...person.spans, home] : person.spans;
    return {
      text: whole,
      isPetition: speech.isPetition,
      wantsToFile: speech.wantsToFile || speech.isPetition,
      act: actIn(context, speech.act, person.spans.length > 0 || found.length > 0),
      ...(liveDanger ? { danger: liveDanger } : {}),
      distress: liveDanger === undefined && scan.has('flags', 'distress'),
      injury: liveDanger === undefined && scan.has('flags', 'injury'),
      places: withMatterAtHome(mentions, speech.isPetition, isElsewhere(scan, outside)),
      ...(outside ? { outsidePlace: outside } : {}),
      ...person.fields,
      ...findCounts(text, numbers, data.counts),
      dates: findDates(text),
      ...purposeFor(scan, speech, matter.isReport),
      classes: speech.isPetition || speech.act === 'question' ? classify(scan) : [],
      routes: routesOf(scan, matter.isReport),
      repeat: scan.has('flags', 'repeat'),
      ...matter.fields,
      asks: findAsks(text, scan, data.asks, punctuation),
      ...(onBehalf ? { onBehalf } : {}),
      anonymous: scan.has('flags', 'anonymous'),
      summary: summarise(text, [...unsaid, ...repeated], breaks, weigh, said, data.summary, punctuation),
    };
  };
}
