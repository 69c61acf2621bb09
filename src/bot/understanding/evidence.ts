import type { Punctuation } from './lexicon-types.js';

/** `data/evidence/*.json`: what each stretch of one to three characters weighs; written by `scripts/train-evidence.ts`. */
export interface EvidenceWeights {
  /** The first label is the question itself, the others say which kind. */
  labels: string[];
  bias: number[];
  /** Weights in hundredths, one per label. */
  weights: Record<string, number[]>;
}

/** How strongly the words of the most telling passage speak for the first label, and for which kind. */
export interface Evidence {
  score: number;
  kind: string;
}

const LONGEST_FEATURE = 3;
/** A longer message is judged by its passages, so that one clause in a long complaint is heard. */
const PASSAGE = 70;
const HUNDREDTHS = 100;

/** The characters the weights are about: digits and Latin letters count as one kind each. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[a-z]+/g, 'a')
    .replace(/\d+/g, '0');

/** The passages of a message that are judged each for itself: whole clauses, at most some seventy characters. */
export function passagesOf(text: string, punctuation: Punctuation): string[][] {
  const barriers = `${punctuation.sentence}${punctuation.clause} `;
  const clauses: string[] = [];
  let clause = '';
  for (const character of plain(text)) {
    if (barriers.includes(character) || clause.length >= PASSAGE) {
      if (clause !== '') clauses.push(clause);
      clause = '';
    }
    if (!barriers.includes(character)) clause += character;
  }
  if (clause !== '') clauses.push(clause);
  const passages: string[][] = [];
  for (let first = 0, covered = 0; first < clauses.length && covered < clauses.length; first += 1) {
    let end = first;
    for (let length = 0; end < clauses.length; end += 1) {
      length += (clauses[end] as string).length;
      if (length > PASSAGE && end > first) break;
    }
    if (end > covered) passages.push(clauses.slice(first, end));
    covered = Math.max(covered, end);
  }
  return passages;
}

/** Calls back for every stretch of one to three characters inside the clauses. */
export function eachFeature(clauses: readonly string[], found: (feature: string) => void): void {
  for (const clause of clauses) {
    for (let start = 0; start < clause.length; start += 1) {
      for (let end = start + 1; end <= Math.min(clause.length, start + LONGEST_FEATURE); end += 1)
        found(clause.slice(start, end));
    }
  }
}

/** The sums of one clause, per label, and how many of its stretches have a weight. */
interface Heard {
  sums: Float64Array;
  known: number;
}

function hear(clause: string, { labels, weights }: EvidenceWeights): Heard {
  const sums = new Float64Array(labels.length);
  let known = 0;
  eachFeature([clause], (feature) => {
    const row = weights[feature];
    if (row === undefined) return;
    known += 1;
    for (let label = 0; label < row.length; label += 1)
      sums[label] = (sums[label] as number) + (row[label] as number);
  });
  return { sums, known };
}

function together(parts: readonly Heard[], { bias }: EvidenceWeights): number[] {
  const known = parts.reduce((total, part) => total + part.known, 0);
  const scale = 1 / (HUNDREDTHS * Math.sqrt(known + 1));
  return bias.map((start, label) =>
    parts.reduce((total, part) => total + (part.sums[label] as number) * scale, start),
  );
}

function strongestKind(scores: readonly number[], labels: readonly string[]): string {
  const first = Math.min(1, labels.length - 1);
  let best = first;
  for (let label = first; label < labels.length; label += 1)
    if ((scores[label] as number) > (scores[best] as number)) best = label;
  return labels[best] as string;
}

/** Builds the judge of one set of weights. Time is linear in the text: every clause is weighed once. */
export function createEvidence(data: EvidenceWeights, punctuation: Punctuation): (text: string) => Evidence {
  return (text) => {
    const heard = new Map<string, Heard>();
    const weigh = (clause: string): Heard => {
      const known = heard.get(clause) ?? hear(clause, data);
      heard.set(clause, known);
      return known;
    };
    let strongest: number[] | undefined;
    for (const passage of passagesOf(text, punctuation)) {
      const scores = together(passage.map(weigh), data);
      if (strongest === undefined || (scores[0] as number) > (strongest[0] as number)) strongest = scores;
    }
    if (strongest === undefined) return { score: Number.NEGATIVE_INFINITY, kind: data.labels[0] as string };
    return { score: strongest[0] as number, kind: strongestKind(strongest, data.labels) };
  };
}
