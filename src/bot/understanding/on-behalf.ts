import type { RelationWords } from './lexicon-types.js';
import type { NameReader } from './name.js';
import { isBoundary, wordAfter, wordBefore } from './text-cues.js';

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
    if (!isSpeakers(text, start - lead.length, words)) continue;
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
  return forNamedBefore(text, words);
}

/** The one who fills the clause before 替 or 给 is the teller: "村长给亲戚办低保" is not filed for anybody. */
function isSpeakers(text: string, start: number, words: RelationWords): boolean {
  return isBoundary(text, start - 1) || wordBefore(text, start, words.speakerBefore) !== undefined;
}

/** "邻居家老头没人管,我替他问": the relation named last before the pronoun. */
function forNamedBefore(text: string, words: RelationWords): { relation: string } | undefined {
  for (let at = 1; at < text.length; at += 1) {
    const lead = wordAfter(text, at, words.forPronoun);
    if (!lead || !isSpeakers(text, at, words) || !wordAfter(text, at + lead.length, words.pronouns)) continue;
    for (let start = at - 1; start >= 0; start -= 1) {
      const relation = relationAt(text, start, words);
      if (relation && relation.end <= at) return { relation: relation.name };
    }
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
  if (!relation || words.notSubject.includes(relation.name)) return undefined;
  if (wordAfter(text, relation.end, words.subjectNotAfter)) return undefined;
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
