import type { Understand, Understanding, WrongdoingReport } from '../../bot/understanding/types.js';
import { text } from '../../domain/text/index.js';
import type { FilingValues } from './values.js';

/** What of a filing accuses somebody, and what does not. */
export interface Parts {
  /** All that was told, read together. */
  heard: Understanding;
  /** Everything that accuses, whichever message it came with. */
  report?: WrongdoingReport;
  /** The rest, where it holds a claim of its own. */
  claim?: { text: string; heard: Understanding };
  /** Which of the two the wish belongs to. */
  requestTo: 'claim' | 'report';
}

/** Divides all that a filing holds. */
export type PartsOf = (values: FilingValues) => Parts;

const { accuses, goesOn, sentence, clause } = text.filing.heard;

/** Whether a text accuses somebody. */
export function isAccusation(said: string, understand: Understand): boolean {
  return said !== '' && understand(said).wrongdoing !== undefined;
}

/**
 * The one place that decides what is accusation (《信访工作条例》第30条: it must not reach the one it is
 * about). It looks at every message, at the asides and at the wish. In doubt words go to the report.
 * One turn asks for the same division many times; the last one is kept.
 */
export function createPartsOf(understand: Understand): PartsOf {
  let last: { key: string; parts: Parts } | undefined;
  return (values) => {
    const { words, alsoSaid, request, requestSaid } = values;
    const key = JSON.stringify([words, alsoSaid, request, requestSaid]);
    if (last?.key !== key) last = { key, parts: divide(values, understand) };
    return last.parts;
  };
}

function divide(values: FilingValues, understand: Understand): Parts {
  const { words, alsoSaid, request, requestSaid } = values;
  const heard = understand(text.filing.oneText(words));
  const messages = [...words, ...alsoSaid];
  const everything = understand(text.filing.oneText([...messages, ...(requestSaid ? [request] : [])]));
  const found = messages.map((said) => understand(said).wrongdoing).filter((each) => each !== undefined);
  const main = found.find(({ against }) => against !== '') ?? found[0] ?? everything.wrongdoing;
  if (!main) return { heard, requestTo: 'claim' };

  const accused = [main.against, ...found.map(({ against }) => against)].filter(Boolean);
  const divided = messages.map((said) => divideMessage(said, accused, understand));
  const report: WrongdoingReport = {
    against: main.against,
    villageCadre: found.some(({ villageCadre }) => villageCadre) || main.villageCadre,
    bureau: found.some(({ bureau }) => bureau) || main.bureau,
    text: joined(divided.map((each) => each.report)) || main.text,
  };
  const requestAccuses =
    accuses.test(request) ||
    accused.some((name) => request.includes(name)) ||
    isAccusation(request, understand) ||
    (requestSaid && report.text.includes(request));
  const claimText = joined(divided.map((each) => each.rest));
  const claimHeard = understand(claimText);
  // Words that accuse only when read together are not taken apart.
  const separable = divided.some((each) => each.report !== '') && !claimHeard.wrongdoing;
  const hasClaim = separable && claimHeard.isPetition && claimHeard.classes.length > 0;
  return {
    heard: heard.wrongdoing ? heard : { ...heard, wrongdoing: report },
    report,
    ...(hasClaim ? { claim: { text: claimText, heard: claimHeard } } : {}),
    requestTo: requestAccuses ? 'report' : 'claim',
  };
}

const joined = (texts: string[]): string => texts.filter(Boolean).join('\n');

/** Sentences, or the clauses of a single sentence, that accuse; and the others. */
function divideMessage(
  said: string,
  accused: readonly string[],
  understand: Understand,
): { report: string; rest: string } {
  const reported = understand(said).wrongdoing?.text ?? '';
  const sentences = said.split(sentence).filter((each) => each.trim() !== '');
  const units = sentences.length > 1 ? sentences : said.split(clause);
  const report: string[] = [];
  const rest: string[] = [];
  let before = false;
  for (const unit of units) {
    const bare = unit.replace(/[\p{P}\s]+$/gu, '').trim();
    const accusing: boolean =
      bare !== '' &&
      ((reported !== '' && reported.includes(bare)) ||
        accuses.test(bare) ||
        accused.some((name) => bare.includes(name)) ||
        (before && goesOn.test(bare)) ||
        isAccusation(bare, understand));
    (accusing ? report : rest).push(unit);
    before = accusing;
  }
  return { report: trimmed(report), rest: trimmed(rest) };
}

const trimmed = (units: string[]): string =>
  units
    .join('')
    .replace(/[,,、\s]+$/u, '')
    .trim();

/** Whether the whole filing is sealed, because it accuses and is not taken apart. */
export function isSealed(values: FilingValues, parts: Parts): boolean {
  return parts.report !== undefined && !isSplit(values, parts);
}

/** Whether claim and report are filed apart. */
export function isSplit(values: FilingValues, parts: Parts): boolean {
  return values.split === 'yes' && parts.report !== undefined && parts.claim !== undefined;
}
