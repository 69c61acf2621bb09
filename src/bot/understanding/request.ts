import type { Punctuation, RequestWords } from './lexicon-types.js';
import type { Scan } from './scanner.js';
import { clausesOf } from './sentences.js';
import { wordAfter, wordBefore } from './text-cues.js';

const MAX_REQUEST = 24;
const MIN_REQUEST = 2;

/** Where the wish begins behind the last cue of the clause; the longer cue wins where two end at one place. */
function wishStart(clause: string, words: RequestWords): number | undefined {
  let best: { start: number; length: number } | undefined;
  for (const cue of words.said) {
    const at = clause.lastIndexOf(cue);
    if (at < 0 || wordAfter(clause, at + cue.length, words.saidNotAfter)) continue;
    const start = words.keptCues.includes(cue) ? at : at + cue.length;
    const isClear = cue.length > 1;
    const bestIsClear = (best?.length ?? 0) > 1;
    if (!best || (isClear && !bestIsClear) || (isClear === bestIsClear && start > best.start)) {
      best = { start, length: cue.length };
    }
  }
  return best?.start ?? (wordAfter(clause, 0, words.bareClause) ? 0 : undefined);
}

function trimWish(clause: string, from: number, words: RequestWords): string {
  let start = from;
  for (let lead = wordAfter(clause, start, words.lead); lead && !wordAfter(clause, start, words.keep); ) {
    start += lead.length;
    lead = wordAfter(clause, start, words.lead);
  }
  let end = clause.length;
  for (let tail = wordBefore(clause, end, words.tail); tail && end > start; ) {
    end -= tail.length;
    tail = wordBefore(clause, end, words.tail);
  }
  return clause.slice(start, end).trim();
}

/** The wish in the person's own words, without "希望你们能" before it; the last clause that holds one. */
function saidRequest(text: string, words: RequestWords, punctuation: Punctuation): string | undefined {
  for (const clause of clausesOf(text, punctuation).reverse()) {
    const start = wishStart(clause.text, words);
    if (start === undefined) continue;
    const wish = trimWish(clause.text, start, words);
    if (words.notWish.some((word) => wish.includes(word))) continue;
    if (wish.length >= MIN_REQUEST && wish.length <= MAX_REQUEST) return wish;
  }
  return undefined;
}

/** What the person wants: said, or inferred from the matter by the rules of `data/lexicon/requests.json`. */
export function findRequest(
  text: string,
  scan: Scan,
  words: RequestWords,
  punctuation: Punctuation,
): { request: string; said: boolean } {
  const said = saidRequest(text, words, punctuation);
  if (said) return { request: said, said: true };
  const best = scan
    .hits('requests')
    .reduce<{ label: string; weight: number } | undefined>(
      (chosen, hit) => (hit.weight > (chosen?.weight ?? 0) ? hit : chosen),
      undefined,
    );
  return { request: best?.label ?? words.fallback, said: false };
}

/**
 * The wish in a message that tells no matter: the answer to the question for it, a correction of it (不,我要求追究责任), or
 * words that can be nothing else.
 */
export function findBareRequest(
  text: string,
  asked: boolean,
  words: RequestWords,
  punctuation: Punctuation,
): string | undefined {
  const isClear = words.clearCues.some((cue) => text.includes(cue));
  const said = asked || isClear ? saidRequest(text, words, punctuation) : undefined;
  if (said || !asked || !wordAfter(text, 0, words.bare)) return said;
  const wish = trimWish(text, 0, words);
  return wish.length >= MIN_REQUEST && wish.length <= MAX_REQUEST ? wish : undefined;
}
