import { DIVISION_LEVEL, type Division } from '../../domain/divisions.js';
import { PURPOSE, type Purpose, ROUTE, type Route } from '../../domain/taxonomy.js';
import { type SpeechActs, speechActs } from './acts.js';
import { findAsks } from './asks.js';
import { createChineseNumbers } from './chinese-number.js';
import { classify, purposeOf } from './classification.js';
import { findCounts } from './count.js';
import { findDanger } from './danger.js';
import type { UnderstandingData } from './data.js';
import { createDateFinder } from './dates.js';
import { createGazetteer, type FoundPlace } from './gazetteer.js';
import { parseIdNumber } from './id-number.js';
import { createNameReader } from './name.js';
import { normaliseText } from './normalise.js';
import { findOnBehalf } from './on-behalf.js';
import { createOutsidePlaces, withoutOutside } from './outside-places.js';
import { findPhones } from './phone.js';
import { placeMentions } from './place-roles.js';
import { findRequest } from './request.js';
import { createScanner, type Scan } from './scanner.js';
import { summarise } from './summary.js';
import { wordsOf } from './term.js';
import type { PlaceMention, Understand, Understanding, UnderstandingContext } from './types.js';
import { findWrongdoing } from './wrongdoing.js';

/** A letter of no lexicon. */
const BLANK = '\u0001';
const PLACE_QUESTIONS = ['matterPlace', 'residence'];

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
  const scanText = createScanner(
    { classes, problems, acts, danger, flags, wrongdoing, routes, requests },
    data.sets,
    punctuation,
  );

  function findPlaces(text: string, context: UnderstandingContext) {
    const known = [context.matterPlace, context.residence].filter(
      (division) => division !== undefined,
    ) as Division[];
    const asked = PLACE_QUESTIONS.includes(context.asking ?? '');
    return gazetteer.find(text, { known, asked });
  }

  return (input, context = {}): Understanding => {
    const text = normaliseText(input);
    const named = findPlaces(text, context);
    const outside = findOutside(text, named);
    const found = withoutOutside(named, outside);
    const outsidePlace = outside?.name;
    const scan = scanText(withoutNames(text, found, data.places.village));
    const phones = findPhones(text, numbers, data.phone, punctuation.separators, context.asking === 'phone');
    const idNumber = parseIdNumber(text);
    const name = names.find(text, { asking: context.asking === 'name', taken: found, phones });
    const speech = speechActs(text, scan, found);
    const mentions = placeMentions(text, found, data.places, context);
    const places = withMatterAtHome(mentions, speech.isPetition, isElsewhere(scan, outsidePlace));
    const report = speech.isPetition
      ? findWrongdoing(
          text,
          scan,
          wrongdoing,
          officials,
          namesVillage(found),
          data.surnames.single,
          punctuation,
        )
      : undefined;
    const liveDanger = findDanger(text, scan, danger, punctuation);
    const wish = speech.isPetition ? findRequest(text, scan, requests, punctuation) : undefined;
    const onBehalf = findOnBehalf(text, data.relations, names);
    const answers = name !== undefined || phones.length > 0 || idNumber !== undefined || found.length > 0;
    const isAnswer = context.asking !== undefined && context.asking !== 'statement' && answers;
    const spans = [...phones, ...(name ? [name] : [])];
    const matters = found.filter((place) =>
      mentions.some((m) => m.start === place.start && m.role === 'matter'),
    );
    const breaks = matters.map((place) => {
      const mention = mentions.find((m) => m.start === place.start);
      const at = mention?.detail ? text.indexOf(mention.detail, place.end) + mention.detail.length : -1;
      return at;
    });
    const tells = (clause: string) => {
      const part = scanText(clause);
      return part.hits('problems').length * 2 + part.hits('classes').length + part.hits('wrongdoing').length;
    };

    return {
      text,
      isPetition: speech.isPetition,
      wantsToFile: speech.wantsToFile || speech.isPetition,
      act: isAnswer && speech.act !== 'abuse' ? 'answer' : speech.act,
      ...(liveDanger ? { danger: liveDanger } : {}),
      distress: liveDanger === undefined && scan.has('flags', 'distress'),
      injury: liveDanger === undefined && scan.has('flags', 'injury'),
      places,
      ...(outsidePlace ? { outsidePlace } : {}),
      ...(phones[0] ? { phone: phones[0].value } : {}),
      ...(name ? { name: name.value } : {}),
      ...(idNumber ? { idNumber } : {}),
      ...findCounts(text, numbers, data.counts),
      dates: findDates(text),
      ...purposeFor(scan, speech, report !== undefined),
      classes: speech.isPetition || speech.act === 'question' ? classify(scan) : [],
      routes: routesOf(scan, report !== undefined),
      repeat: scan.has('flags', 'repeat'),
      ...(report ? { wrongdoing: report.report } : {}),
      ...(report?.claimText ? { claimText: report.claimText } : {}),
      asks: findAsks(text, scan, data.asks, punctuation),
      ...(wish ? { request: wish.request } : {}),
      requestSaid: wish?.said ?? false,
      ...(onBehalf ? { onBehalf } : {}),
      anonymous: scan.has('flags', 'anonymous'),
      summary: summarise(
        text,
        spans,
        breaks.filter((at) => at > 0),
        tells,
        data.summary,
        punctuation,
      ),
    };
  };
}
