import { type GuideData, type GuidePlaces, type GuideTopic, PLACE_FIELD } from './guide-data.js';

export type { GuideData, GuidePlaces, GuideTopic } from './guide-data.js';

export interface Guide {
  /** The topics of the menu, in order. */
  topics(): readonly GuideTopic[];
  topic(id: string): GuideTopic | undefined;
  /** A topic by its exact title, as a choice shows it. */
  byTitle(title: string): GuideTopic | undefined;
  /** The topic a question asks for; undefined where none is clearly meant, so that nothing false is answered. */
  find(question: string): GuideTopic | undefined;
  /** The unit that usually has a class (`ClassPath.level1`), as a local default. */
  unitFor(level1: string): string | undefined;
  places(): GuidePlaces;
}

/** How much of a question must be accounted for; below it the guide keeps silent. */
const THRESHOLD = 0.62;
/** How much of it must be the topic's own words; a story full of small words is not a question. */
const WORDS_THRESHOLD = 0.25;
/** How alike a question and a known phrasing must be, where the words alone do not decide. */
const LIKENESS_THRESHOLD = 0.85;
/** Longer messages tell something rather than ask for it. */
const LONGEST_QUESTION = 24;

export function createGuide(data: GuideData): Guide {
  const topics = data.topics.map((topic) => withPlaces(topic, data.places));
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const fillers = [...data.fillers].sort((a, b) => b.length - a.length);
  return {
    topics: () => data.menu.flatMap((id) => byId.get(id) ?? []),
    topic: (id) => byId.get(id),
    byTitle: (title) => topics.find((topic) => topic.title === title),
    find(question) {
      const asked = plain(question);
      if (asked.length < 2 || asked.length > LONGEST_QUESTION) return undefined;
      const [best] = topics
        .map((topic) => ({ topic, score: scoreOf(topic, asked, fillers) }))
        .sort((a, b) => b.score - a.score);
      return best !== undefined && best.score >= THRESHOLD ? best.topic : undefined;
    },
    unitFor: (level1) => data.whereTo.find((entry) => entry.class === level1)?.unit,
    places: () => data.places,
  };
}

/** How well a topic answers a question, from 0 up: by its words, or by likeness to a known phrasing. */
function scoreOf(topic: GuideTopic, asked: string, fillers: readonly string[]): number {
  const byWords = topic.asks.map((groups) => coverage(groups, asked, fillers));
  const byLikeness = topic.questions.map((question) => likeness(plain(question), asked, fillers));
  return Math.max(0, ...byWords, ...byLikeness.filter((alike) => alike >= LIKENESS_THRESHOLD));
}

/** Share of the question that the groups' words and fillers account for; 0 unless every group has a word in it. */
function coverage(groups: readonly (readonly string[])[], asked: string, fillers: readonly string[]): number {
  const covered = new Array<boolean>(asked.length).fill(false);
  for (const group of groups) {
    const places = group.flatMap((word) => placesOf(word, asked));
    if (places.length === 0) return 0;
    for (const [from, to] of places) covered.fill(true, from, to);
  }
  const byWords = share(covered);
  if (byWords < WORDS_THRESHOLD) return 0;
  for (const [from, to] of fillers.flatMap((filler) => placesOf(filler, asked))) covered.fill(true, from, to);
  // The words weigh a little by themselves: of two topics the one that names more of the question wins.
  return share(covered) + byWords / 100;
}

/** Where a word stands in the question, as [from, to); a word that ends in `$` counts at the end only. */
function placesOf(word: string, asked: string): [from: number, to: number][] {
  if (word.endsWith('$')) {
    const last = word.slice(0, -1);
    return asked.endsWith(last) ? [[asked.length - last.length, asked.length]] : [];
  }
  const places: [number, number][] = [];
  for (let at = asked.indexOf(word); at >= 0; at = asked.indexOf(word, at + 1))
    places.push([at, at + word.length]);
  return places;
}

function share(covered: readonly boolean[]): number {
  return covered.filter(Boolean).length / covered.length;
}

/** 1.1 for the same text; else the Dice coefficient of the pairs of characters that are left without fillers. */
function likeness(known: string, asked: string, fillers: readonly string[]): number {
  if (known === asked) return 1.1;
  const pairsOfKnown = pairs(without(fillers, known));
  const pairsOfAsked = pairs(without(fillers, asked));
  if (pairsOfKnown.size < 2) return 0;
  const common = [...pairsOfKnown].filter((pair) => pairsOfAsked.has(pair)).length;
  return (2 * common) / Math.max(1, pairsOfKnown.size + pairsOfAsked.size);
}

function without(fillers: readonly string[], text: string): string {
  return fillers.reduce((rest, filler) => rest.replaceAll(filler, ''), text);
}

function pairs(text: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
}

/** A question without marks and spaces, in one width. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function withPlaces(topic: GuideTopic, places: GuidePlaces): GuideTopic {
  const short = topic.short.replace(
    PLACE_FIELD,
    (_, place: 'receptionCentre', field: 'address') => places[place][field],
  );
  return { ...topic, short };
}
