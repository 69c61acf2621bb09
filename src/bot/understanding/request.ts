import type { Punctuation, RequestWords } from './lexicon-types.js';
import type { Scan } from './scanner.js';
import { clausesOf } from './sentences.js';
import { wordAfter, wordBefore } from './text-cues.js';

const MAX_REQUEST = 24;
const MIN_REQUEST = 2;

/** The wish in the person's own words, without "希望你们能" before it. */
function saidRequest(text: string, words: RequestWords, punctuation: Punctuation): string | undefined {
  for (const clause of clausesOf(text, punctuation).reverse()) {
    for (const cue of words.said) {
      const at = clause.text.indexOf(cue);
      if (at < 0) continue;
      let start = at + cue.length;
      if (wordAfter(clause.text, start, words.saidNotAfter)) continue;
      for (
        let lead = wordAfter(clause.text, start, words.lead);
        lead;
        lead = wordAfter(clause.text, start, words.lead)
      ) {
        start += lead.length;
      }
      let end = clause.text.length;
      for (let tail = wordBefore(clause.text, end, words.tail); tail && end > start; ) {
        end -= tail.length;
        tail = wordBefore(clause.text, end, words.tail);
      }
      const wish = clause.text.slice(start, end).trim();
      if (wish.length >= MIN_REQUEST && wish.length <= MAX_REQUEST) return wish;
    }
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
