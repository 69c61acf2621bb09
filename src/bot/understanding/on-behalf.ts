import type { RelationWords } from './lexicon-types.js';
import type { NameReader } from './name.js';
import { wordAfter, wordBefore } from './text-cues.js';

/** Filing for somebody else: "替我妈张桂兰反映". The relation's plain word, and that person's name when it follows. */
export function findOnBehalf(
  text: string,
  words: RelationWords,
  names: NameReader,
): { relation: string; name?: string } | undefined {
  const subject = asSubject(text, words, names);
  if (subject) return subject;
  for (let start = 1; start < text.length; start += 1) {
    const lead = wordBefore(text, start, words.lead);
    if (!lead) continue;
    const own = wordAfter(text, start, words.own)?.length ?? 0;
    const relation = relationAt(text, start + own, words);
    if (!relation) continue;
    const name = names.at(text, relation.end, true) ?? names.at(text, relation.end, false);
    const end = name?.end ?? relation.end;
    const verb = text.slice(end, end + 8);
    if (!words.verbs.some((word) => verb.includes(word)) && !wordBefore(text, start, words.strongLead))
      continue;
    return { relation: relation.name, ...(name ? { name: name.value } : {}) };
  }
  return undefined;
}

/** "俺娘今年九十一了…" at the head of the message: the matter is that person's. */
function asSubject(
  text: string,
  words: RelationWords,
  names: NameReader,
): { relation: string; name?: string } | undefined {
  const own = wordAfter(text, 0, words.subject);
  const relation = own ? relationAt(text, own.length, words) : undefined;
  if (!relation || wordAfter(text, relation.end, words.subjectNotAfter)) return undefined;
  const name = names.at(text, relation.end, true);
  return { relation: relation.name, ...(name ? { name: name.value } : {}) };
}

function relationAt(
  text: string,
  start: number,
  words: RelationWords,
): { name: string; end: number } | undefined {
  let best: { name: string; end: number } | undefined;
  for (const [name, terms] of Object.entries(words.relations)) {
    const term = wordAfter(text, start, terms);
    if (term && start + term.length > (best?.end ?? 0)) best = { name, end: start + term.length };
  }
  return best;
}
