import { type Joint, variantsOf, wordsOf } from './term.js';
import { createWordIndex } from './word-index.js';

/** Terms by label, then by weight; the key of the inner record is the weight. */
export type RuleTable = Record<string, Record<string, string[]>>;

export interface RuleGroup {
  rules: RuleTable;
  /** Longer words that swallow the words inside them: an idiom, a name of a thing. */
  shadow?: string[];
}

export interface Hit {
  label: string;
  weight: number;
  term: string;
  start: number;
  end: number;
}

export interface Scan {
  /** What the group's rules found, in the order of the text. */
  hits(group: string): Hit[];
  /** The same, one label only. */
  of(group: string, label: string): Hit[];
  has(group: string, label?: string): boolean;
}

export interface Punctuation {
  /** Characters that end a sentence. */
  sentence: string;
  /** Characters that end a clause. */
  clause: string;
}

const MAX_GAP: Record<Joint, number> = { clause: 8, sentence: 16, either: 16 };

interface Occurrence {
  start: number;
  end: number;
}
interface Rule {
  group: string;
  label: string;
  weight: number;
  term: string;
  elementIds: number[];
  joints: Joint[];
}

/** For each index the position of the first barrier at or after it. */
function barriersOf(text: string, characters: string): Int32Array {
  const next = new Int32Array(text.length + 1);
  next[text.length] = text.length;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    next[index] = characters.includes(text[index] as string) ? index : (next[index + 1] as number);
  }
  return next;
}

/** First occurrence whose start is not before `from`, by binary search over the sorted list. */
function firstFrom(list: readonly Occurrence[], from: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Occurrence).start < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Bounds {
  sentence: Int32Array;
  clause: Int32Array;
}

function follows(
  list: readonly Occurrence[],
  end: number,
  joint: Joint,
  bounds: Bounds,
): Occurrence | undefined {
  const next = list[firstFrom(list, end)];
  if (!next || next.start - end > MAX_GAP[joint]) return undefined;
  const barrier = (joint === 'clause' ? bounds.clause : bounds.sentence)[end] as number;
  return next.start <= barrier ? next : undefined;
}

/** The nearest occurrence that ends before `start`, inside the same sentence and the allowed gap. */
function precedes(list: readonly Occurrence[], start: number, bounds: Bounds): Occurrence | undefined {
  for (let index = firstFrom(list, start) - 1; index >= 0; index -= 1) {
    const before = list[index] as Occurrence;
    if (start - before.start > MAX_GAP.either * 2) return undefined;
    if (before.end > start) continue;
    const near = start - before.end <= MAX_GAP.either && (bounds.sentence[before.end] as number) >= start;
    return near ? before : undefined;
  }
  return undefined;
}

function span(
  rule: Rule,
  first: Occurrence,
  found: ReadonlyMap<number, Occurrence[]>,
  bounds: Bounds,
): Occurrence | undefined {
  let { start, end } = first;
  for (let index = 1; index < rule.elementIds.length; index += 1) {
    const list = found.get(rule.elementIds[index] as number);
    if (!list) return undefined;
    const joint = rule.joints[index - 1] as Joint;
    const next =
      follows(list, end, joint, bounds) ?? (joint === 'either' ? precedes(list, start, bounds) : undefined);
    if (!next) return undefined;
    start = Math.min(start, next.start);
    end = Math.max(end, next.end);
  }
  return { start, end };
}

function addHit(hits: Map<string, Hit[]>, { group, label, weight, term }: Rule, whole: Occurrence): void {
  const hit = { label, weight, term, start: whole.start, end: whole.end };
  const list = hits.get(group);
  if (list) list.push(hit);
  else hits.set(group, [hit]);
}

const isInside = (inner: Occurrence, outer: Occurrence) =>
  inner.start >= outer.start && inner.end <= outer.end && inner.end - inner.start < outer.end - outer.start;

/** Drops the occurrences that lie inside a shadowing phrase; both lists are in the order of the text. */
function withoutShadowed(list: readonly Occurrence[], shadows: readonly Occurrence[]): Occurrence[] {
  if (shadows.length === 0) return list as Occurrence[];
  return list.filter((occurrence) => {
    for (let index = firstFrom(shadows, occurrence.end) - 1; index >= 0; index -= 1) {
      const shadow = shadows[index] as Occurrence;
      if (occurrence.start - shadow.start > MAX_SHADOW) return true;
      if (isInside(occurrence, shadow)) return false;
    }
    return true;
  });
}
const MAX_SHADOW = 24;

/**
 * Compiles the rule groups once; the scanner then reads a text in one pass and joins the found words
 * to terms. Time is linear in the text for bounded terms.
 */
export function createScanner(
  groups: Record<string, RuleGroup>,
  sets: Record<string, string[]>,
  punctuation: Punctuation,
): (text: string) => Scan {
  const words = createWordIndex<number>();
  const ids = new Map<string, number>();
  const groupOfElement: string[] = [];
  const rulesByFirst: Rule[][] = [];
  const shadowIds = new Map<string, number>();

  function newElement(key: string, group: string, elementWords: readonly string[]): number {
    const id = ids.size;
    ids.set(key, id);
    groupOfElement[id] = group;
    rulesByFirst[id] = [];
    for (const word of elementWords) words.add(word, id);
    return id;
  }

  /** The same element written twice in a group is compiled once. */
  function elementId(group: string, source: string): number {
    const key = `${group}\n${source}`;
    return ids.get(key) ?? newElement(key, group, wordsOf(source, sets));
  }

  function compileTerm(group: string, label: string, weight: number, term: string): void {
    for (const { sources, joints } of variantsOf(term)) {
      const elementIds = sources.map((source) => elementId(group, source));
      rulesByFirst[elementIds[0] as number]?.push({ group, label, weight, term, elementIds, joints });
    }
  }

  for (const [group, { rules, shadow }] of Object.entries(groups)) {
    const shadowWords = (shadow ?? []).flatMap((source) => wordsOf(source, sets));
    if (shadowWords.length > 0)
      shadowIds.set(group, newElement(`${group}\nshadow`, group, [...new Set(shadowWords)]));
    for (const [label, byWeight] of Object.entries(rules)) {
      for (const [weight, terms] of Object.entries(byWeight)) {
        for (const term of terms) compileTerm(group, label, Number(weight), term);
      }
    }
  }

  function occurrencesIn(text: string): Map<number, Occurrence[]> {
    const found = new Map<number, Occurrence[]>();
    for (let start = 0; start < text.length; start += 1) {
      words.matchAt(text, start, (end, elementIds) => {
        const occurrence = { start, end };
        for (const id of elementIds) {
          const list = found.get(id);
          if (list) list.push(occurrence);
          else found.set(id, [occurrence]);
        }
      });
    }
    for (const [id, list] of found) {
      const shadowId = shadowIds.get(groupOfElement[id] as string);
      const shadows = shadowId === undefined || shadowId === id ? undefined : found.get(shadowId);
      if (shadows) found.set(id, withoutShadowed(list, shadows));
    }
    return found;
  }

  return (text) => {
    const lower = text.toLowerCase();
    const source = lower.length === text.length ? lower : text;
    const bounds = {
      sentence: barriersOf(source, punctuation.sentence),
      clause: barriersOf(source, punctuation.sentence + punctuation.clause),
    };
    const found = occurrencesIn(source);
    const hits = new Map<string, Hit[]>();
    for (const [id, list] of found) {
      for (const rule of rulesByFirst[id] as Rule[]) {
        for (const first of list) {
          const whole = span(rule, first, found, bounds);
          if (whole) addHit(hits, rule, whole);
        }
      }
    }
    for (const list of hits.values()) list.sort((a, b) => a.start - b.start || b.end - a.end);
    const of = (group: string, label: string) => (hits.get(group) ?? []).filter((hit) => hit.label === label);
    return {
      hits: (group) => hits.get(group) ?? [],
      of,
      has: (group, label) => (label === undefined ? hits.has(group) : of(group, label).length > 0),
    };
  };
}
