import type { Evidence } from './evidence.js';
import type { DangerWords, Punctuation } from './lexicon-types.js';
import type { Hit, Scan } from './scanner.js';
import { DANGER, type Danger } from './types.js';

/** Which danger is answered when a message tells of several: the one whose help is the most particular. */
const URGENCY: readonly Danger[] = [
  DANGER.gas,
  DANGER.powerLine,
  DANGER.fire,
  DANGER.selfHarm,
  DANGER.violence,
  DANGER.medical,
];
/** A threat is no weaker for an "if" before it; the others are only feared then. */
const ANNOUNCED: readonly string[] = [DANGER.selfHarm, DANGER.violence];
/** States that last: what fell down yesterday still lies there. */
const LASTING: readonly string[] = [DANGER.powerLine, DANGER.gas];

const NEGATION_WINDOW = 3;
const UNREAL_WINDOW = 10;
const INTENT_WINDOW = 4;
const AFTER_WINDOW = 14;

function lastIndexOfAny(text: string, words: readonly string[]): number {
  let last = -1;
  for (const word of words) last = Math.max(last, text.lastIndexOf(word));
  return last;
}

const includesAny = (text: string, words: readonly string[]) => words.some((word) => text.includes(word));

const withoutAny = (text: string, words: readonly string[]) =>
  words.reduce((rest, word) => rest.replaceAll(word, ''), text);

function sentenceAround(text: string, hit: Hit, barriers: string): { before: string; after: string } {
  let start = hit.start;
  while (start > 0 && hit.start - start < 40 && !barriers.includes(text[start - 1] as string)) start -= 1;
  let end = hit.end;
  while (end < text.length && end - hit.end < 40 && !barriers.includes(text[end] as string)) end += 1;
  return { before: text.slice(start, hit.start), after: text.slice(hit.end, end) };
}

function touchesDigit(text: string, hit: Hit): boolean {
  const isDigit = (character: string | undefined) => character !== undefined && /\d/.test(character);
  return (
    (isDigit(text[hit.start]) && isDigit(text[hit.start - 1])) ||
    (isDigit(text[hit.end - 1]) && isDigit(text[hit.end]))
  );
}

/** True when the words tell of something that happens now or is announced, not of the past, a fear or a story. */
function isLive(text: string, hit: Hit, words: DangerWords, punctuation: Punctuation): boolean {
  if (touchesDigit(text, hit)) return false;
  const { before, after } = sentenceAround(text, hit, punctuation.sentence);
  const said = text.slice(hit.start, hit.end);
  if (words.afterIdiom.some((word) => after.startsWith(word))) return false;
  const upToFirst = before + said.slice(0, 1);
  if (words.figurative.some((word) => before.endsWith(word) || upToFirst.endsWith(word))) return false;
  if (hit.label === DANGER.medical && includesAny(before + said + after, words.treated)) return false;
  if (hit.label === DANGER.fire && includesAny(before + said, words.chronic)) return false;
  const near = before.slice(-NEGATION_WINDOW);
  if (words.negation.some((word) => near.endsWith(word))) return false;
  if (includesAny(before, words.others)) return false;
  const announced = ANNOUNCED.includes(hit.label);
  const feared = announced ? before.slice(-UNREAL_WINDOW) : before.slice(-UNREAL_WINDOW) + said;
  if (includesAny(feared, announced ? words.worry : words.unreal)) return false;
  if (announced && includesAny(before.slice(-INTENT_WINDOW), words.intent)) return true;
  if (includesAny(before + said + after, words.aftermath)) return false;

  const past = LASTING.includes(hit.label) ? words.past : [...words.past, ...words.recent];
  const told = announced ? before : before + said;
  const lastPast = lastIndexOfAny(told, past);
  const lastPresent = lastIndexOfAny(told, words.present);
  if (includesAny(withoutAny(after, words.notPresent), words.present)) return true;
  if (lastPresent > lastPast) return true;
  if (lastPast >= 0 || includesAny(after.slice(0, AFTER_WINDOW), words.deadAfter)) return false;
  return announced || !includesAny(before + after, words.grievance);
}

/** What the rules find live counts unless the words around it speak clearly against it; of one's own death, always. */
const DOUBT = -2.2;
/** From here on the words alone tell of danger, though no rule knows the phrase. */
const SURE = 0.7;

const KINDS: readonly string[] = Object.values(DANGER);

/**
 * The most urgent danger to life the message tells of, or undefined. Rules find it and say its kind; the learnt
 * evidence hears what no rule knows and takes back a rule's hit in a message that is plainly about something else.
 */
export function findDanger(
  text: string,
  scan: Scan,
  evidence: Evidence,
  words: DangerWords,
  punctuation: Punctuation,
): Danger | undefined {
  const byRule = dangerByRule(text, scan, words, punctuation);
  if (byRule) return byRule === DANGER.selfHarm || evidence.score > DOUBT ? byRule : undefined;
  return evidence.score > SURE && KINDS.includes(evidence.kind) ? (evidence.kind as Danger) : undefined;
}

function dangerByRule(
  text: string,
  scan: Scan,
  words: DangerWords,
  punctuation: Punctuation,
): Danger | undefined {
  const live = new Set(
    scan
      .hits('danger')
      .filter((hit) => isLive(text, hit, words, punctuation))
      .map((hit) => hit.label),
  );
  return URGENCY.find((kind) => live.has(kind));
}
