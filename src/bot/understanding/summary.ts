import type { Punctuation, SummaryWords } from './lexicon-types.js';
import { clausesOf } from './sentences.js';
import { isBoundary, wordAfter, wordBefore } from './text-cues.js';

const MAX_SUMMARY = 80;
/** A clause of this score holds a problem and not only a word of some class. */
const TELLING = 2;
/** Marks the end of a clause from which personal data was cut. */
const CUT = '\u0002';

export interface Span {
  start: number;
  end: number;
}

/** Blanks out stretches (phone, name, ID number) so that the clause around them falls apart there. */
function without(text: string, spans: readonly Span[], comma: string): string {
  let result = text;
  for (const { start, end } of [...spans].sort((a, b) => b.start - a.start)) {
    result = `${result.slice(0, start)}${end > start ? CUT : ''}${comma}${result.slice(end)}`;
  }
  return result;
}

/** "我叫" and "联系电话" mean nothing once the name and the number are gone. */
function withoutPersonalEnd(clause: string, words: SummaryWords): string {
  let text = clause.trim();
  for (let tail = wordBefore(text, text.length, words.personal); tail; ) {
    text = text.slice(0, -tail.length).trim();
    tail = wordBefore(text, text.length, words.personal);
  }
  return text;
}

/** 信访局 in "信访局,…" is addressed, in "信访局压着材料" it is the subject. */
function addressee(text: string, words: SummaryWords): string | undefined {
  const word = wordAfter(text, 0, words.addressees);
  if (!word) return undefined;
  const rest = text.slice(word.length).trimStart();
  const free =
    rest === '' ||
    [words.afterAddressee, words.greetings, words.addressees].some((list) => wordAfter(rest, 0, list));
  return free ? word : undefined;
}

function plainClause(clause: string, isFirst: boolean, words: SummaryWords): string {
  let text = clause.endsWith(CUT) ? withoutPersonalEnd(clause.slice(0, -CUT.length), words) : clause.trim();
  for (let changed = true; changed; ) {
    changed = false;
    const greeting = wordAfter(text, 0, words.greetings) ?? addressee(text, words);
    if (greeting) {
      text = text.slice(greeting.length).trim();
      changed = true;
      continue;
    }
    const lead = wordAfter(text, 0, words.leadDrop);
    const isPerson = lead !== undefined && words.persons.includes(lead);
    if (lead && (isFirst || !isPerson) && !wordAfter(text, lead.length, words.keepAfterLead)) {
      text = text.slice(lead.length).trim();
      changed = true;
    }
  }
  for (const adverb of words.adverbs) {
    for (const next of words.adverbsBefore) text = text.replace(adverb + next, next);
  }
  return text;
}

/** Keeps the clauses that tell most until the limit; the order of the message stays. */
function fit(clauses: readonly string[], isTelling: (clause: string) => number, words: SummaryWords): string {
  const whole = clauses.join(words.comma) + words.stop;
  if (whole.length <= MAX_SUMMARY) return whole;
  const room = MAX_SUMMARY - words.ellipsis.length;
  const order = clauses.map((clause, index) => ({ clause, index, score: isTelling(clause) }));
  const chosen = new Set<number>();
  let used = 0;
  for (const { clause, index } of [...order].sort((a, b) => b.score - a.score || a.index - b.index)) {
    const cost = clause.length + 1;
    if (used + cost > room) continue;
    chosen.add(index);
    used += cost;
  }
  const kept = clauses.filter((_, index) => chosen.has(index)).join(words.comma);
  return (kept === '' ? (clauses[0] ?? '').slice(0, room) : kept) + words.ellipsis;
}

/** The clause at the head that says nothing but where somebody is from; the place is shown by itself. */
export function homeClause(text: string, homes: readonly Span[], words: SummaryWords): Span | undefined {
  for (const home of homes) {
    const tail = wordAfter(text, home.end, words.homeTail);
    const end = home.end + (tail?.length ?? 0);
    if (!tail || end >= text.length || !isBoundary(text, end)) continue;
    const lead = wordBefore(text, home.start, words.homeLead);
    const start = home.start - (lead?.length ?? 0);
    if (lead && (start === 0 || isBoundary(text, start - 1))) return { start, end };
  }
  return undefined;
}

/** The request is shown apart: leaves out the clause that is nothing but it, where the others tell the matter. */
function withoutRequest(
  clauses: readonly string[],
  request: string | undefined,
  tells: (clause: string) => number,
  words: SummaryWords,
): string[] {
  const rest = clauses.filter(
    (clause) => !(request && clause.includes(request) && wordAfter(clause, 0, words.requestLead)),
  );
  return rest.some((clause) => tells(clause) >= TELLING) ? rest : [...clauses];
}

/**
 * The person's own words for the read-back: no greetings, fillers, telephone, name or 我们 at the head, at most 80
 * characters. `request` is the wish the person said; `breaks` are positions where a comma belongs (behind the place), `tells` scores a stretch of the text.
 */
export function summarise(
  text: string,
  remove: readonly Span[],
  breaks: readonly number[],
  tells: (clause: string) => number,
  request: string | undefined,
  words: SummaryWords,
  punctuation: Punctuation,
): string {
  let prepared = text;
  const cuts = [
    ...remove.map((span) => ({ ...span, comma: words.comma })),
    ...breaks
      .filter((at) => !wordAfter(text, at, words.noBreakBefore))
      .map((at) => ({ start: at, end: at, comma: words.comma })),
  ];
  prepared = without(text, cuts, words.comma);
  const raw = clausesOf(
    prepared.replace(/(?<=\p{Script=Han})[ \u3000]+(?=\p{Script=Han})/gu, words.comma),
    punctuation,
  );
  const clauses: string[] = [];
  for (const clause of raw) {
    const plain = plainClause(clause.text, clauses.length === 0, words);
    if (plain !== '' && !clauses.some((earlier) => earlier.includes(plain))) clauses.push(plain);
  }
  const telling = withoutRequest(clauses, request, tells, words);
  return telling.length === 0 ? '' : fit(telling, tells, words);
}
