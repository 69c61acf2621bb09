import type { Evidence } from './evidence.js';
import type { Punctuation, WrongdoingWords } from './lexicon-types.js';
import type { Hit, Scan } from './scanner.js';
import { clausesOf, type Stretch, sentencesOf } from './sentences.js';
import type { WrongdoingReport } from './types.js';

export interface WrongdoingFinding {
  report: WrongdoingReport;
  /** The rest of the message, when it holds a claim of its own. */
  claimText?: string;
}

/** From here on the words tell of wrongdoing, though no rule knows the phrase. */
const SURE = 0.7;
/** A phrase of the rules counts unless the words around it speak clearly against it. */
const DOUBT = -2.2;

const within = (stretch: Stretch, position: number) => position >= stretch.start && position < stretch.end;

function longestAccused(text: string, accused: readonly string[]): string {
  let best = '';
  let bestAt = Number.POSITIVE_INFINITY;
  for (const word of accused) {
    const at = text.indexOf(word);
    if (at < 0) continue;
    if (at < bestAt || (at === bestAt && word.length > best.length)) {
      best = word;
      bestAt = at;
    }
  }
  return best;
}

/** The titled person in the words of the message: the office and the surname before a title belong to it. */
function accusedIn(
  text: string,
  words: WrongdoingWords,
  accused: readonly string[],
  surnames: string,
): string {
  const title = longestAccused(text, accused);
  if (!title) return '';
  let start = text.indexOf(title);
  if (start > 0 && words.titles.includes(title) && surnames.includes(text[start - 1] as string)) start -= 1;
  const officeEnd = text.endsWith(words.of, start) ? start - words.of.length : start;
  const office = words.offices.find((word) => text.endsWith(word, officeEnd));
  if (office) start = text.lastIndexOf(office, start);
  return text.slice(Math.max(0, start), text.indexOf(title) + title.length);
}

/** A cadre of the village: said so, or a secretary without an office where the message names a village. */
function isOfVillage(
  against: string,
  reportText: string,
  village: readonly string[],
  inVillage: boolean,
  words: WrongdoingWords,
): boolean {
  if (village.some((word) => against.includes(word))) return true;
  if (words.offices.some((word) => reportText.includes(word))) return false;
  if (village.some((word) => reportText.includes(word))) return true;
  return inVillage && words.villageTitles.some((word) => against.endsWith(word));
}

/** The pieces a message may be split into: its sentences, or the clauses and list points of a single sentence. */
function unitsOf(text: string, punctuation: Punctuation): Stretch[] {
  const sentences = sentencesOf(text, punctuation);
  if (sentences.length > 1) return sentences;
  return clausesOf(text, { ...punctuation, clause: `${punctuation.clause} ` });
}

/** The pieces that make the report by themselves; where none does, those a found phrase stretches over. */
function reportingUnits(
  units: readonly Stretch[],
  hits: readonly Hit[],
  judge: (text: string) => Evidence,
): Stretch[] {
  if (hits.length === 0) return tellingUnits(units, judge);
  const whole = units.filter((unit) => hits.some((hit) => within(unit, hit.start) && hit.end <= unit.end));
  if (whole.length > 0) return whole;
  return units.filter((unit) => hits.some((hit) => hit.start < unit.end && hit.end > unit.start));
}

/** Without a phrase the rules know: the pieces whose words speak for a report most. */
function tellingUnits(units: readonly Stretch[], judge: (text: string) => Evidence): Stretch[] {
  const scores = units.map((unit) => judge(unit.text).score);
  const least = Math.min(SURE, Math.max(...scores));
  return units.filter((_, index) => (scores[index] as number) >= least);
}

/** A problem told outright, or one of a known class that something is lacking in or was done to. */
function isClaim(unit: Stretch, scan: Scan, words: WrongdoingWords): boolean {
  if (scan.of('problems', 'problem').some((hit) => within(unit, hit.start))) return true;
  return (
    words.lacking.some((word) => unit.text.includes(word)) &&
    scan.hits('classes').some((hit) => within(unit, hit.start))
  );
}

/** The report itself says what the writer lost by it: 俺爹的补贴一直让文书领着. */
function tellsOwnLoss(unit: Stretch, words: WrongdoingWords): boolean {
  return (
    words.own.some((own) => unit.text.includes(own)) && words.lost.some((loss) => unit.text.includes(loss))
  );
}

/**
 * Finds a report of wrongdoing: somebody who holds public power and what he is said to have done. Mere "nobody in the
 * village cares" is none. Sentences (clauses, where the message is one sentence) without it make up the claim; a
 * report that tells the writer's own loss is the claim too.
 */
export function findWrongdoing(
  text: string,
  scan: Scan,
  words: WrongdoingWords,
  officials: { all: readonly string[]; village: readonly string[] },
  inVillage: boolean,
  surnames: string,
  judge: (text: string) => Evidence,
  punctuation: Punctuation,
): WrongdoingFinding | undefined {
  const hits = scan.of('wrongdoing', 'act');
  if (judge(text).score < (hits.length === 0 ? SURE : DOUBT)) return undefined;
  const units = unitsOf(text, punctuation);
  const reporting = reportingUnits(units, hits, judge);
  const reportText = reporting.map((unit) => unit.text.trim()).join(words.stop);
  const bureau = words.bureau.find((word) => reportText.includes(word));
  const against =
    bureau ??
    (accusedIn(reportText, words, officials.all, surnames) ||
      accusedIn(text, words, officials.all, surnames));
  const villageCadre =
    bureau === undefined && isOfVillage(against, reportText, officials.village, inVillage, words);
  const rest = units.filter((unit) => !reporting.includes(unit));
  const claim = rest.some((unit) => isClaim(unit, scan, words))
    ? rest
    : reporting.filter((unit) => tellsOwnLoss(unit, words));
  return {
    report: { against, villageCadre, bureau: bureau !== undefined, text: reportText },
    ...(claim.length > 0 ? { claimText: claim.map((unit) => unit.text.trim()).join(words.stop) } : {}),
  };
}
