/**
 * Learns the weights in `data/evidence/` from the messages in `test/corpus/` (logistic regression over stretches of
 * one to three characters). The same messages give the same weights: `node dist/scripts/train-evidence.js`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type EvidenceWeights, eachFeature, passagesOf } from '../src/bot/understanding/evidence.js';
import type { Punctuation } from '../src/bot/understanding/lexicon-types.js';
import { DANGER } from '../src/bot/understanding/types.js';
import { projectRoot } from '../src/project-root.js';

interface Example {
  features: string[];
  labels: string[];
}

const ROUNDS = 60;
const RATE = 0.3;
const DECAY = 0.0002;
const LEAST_SEEN = 2;
/** In hundredths; a stretch that weighs less for every label is left out. */
const LEAST_WEIGHT = 5;
/** A fixed seed: Park and Miller's generator. */
const SEED = 48_271;
const MODULUS = 2_147_483_647;

const read = (file: string) => JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8'));
const punctuation: Punctuation = read('data/lexicon/punctuation.json');

const listOf = (value: string | string[] | null | undefined): string[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];

function featuresOf(passage: readonly string[]): string[] {
  const features: string[] = [];
  eachFeature(passage, (feature) => features.push(feature));
  return features;
}

/** A message that is one is learnt whole; every passage of one that is not is an example of none. */
function examplesOf(text: string, labels: string[]): Example[] {
  const passages = passagesOf(text, punctuation);
  if (labels.length > 0) return [{ features: featuresOf(passages.flat()), labels }];
  return passages.map((passage) => ({ features: featuresOf(passage), labels }));
}

function shuffled<T>(list: readonly T[]): T[] {
  const result = [...list];
  let state = SEED;
  for (let index = result.length - 1; index > 0; index -= 1) {
    state = (state * SEED) % MODULUS;
    const other = state % (index + 1);
    [result[index], result[other]] = [result[other] as T, result[index] as T];
  }
  return result;
}

function frequent(examples: readonly Example[]): Set<string> {
  const seen = new Map<string, number>();
  for (const { features } of examples)
    for (const feature of new Set(features)) seen.set(feature, (seen.get(feature) ?? 0) + 1);
  return new Set([...seen].filter(([, count]) => count >= LEAST_SEEN).map(([feature]) => feature));
}

function learn(examples: readonly Example[], label: string): { bias: number; weights: Map<string, number> } {
  const weights = new Map<string, number>();
  let bias = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { features, labels } of examples) {
      const scale = 1 / Math.sqrt(features.length + 1);
      const sum = features.reduce((total, feature) => total + (weights.get(feature) ?? 0), 0) * scale + bias;
      const error = 1 / (1 + Math.exp(-sum)) - (labels.includes(label) ? 1 : 0);
      bias -= RATE * error * 0.1;
      for (const feature of features) {
        const weight = weights.get(feature) ?? 0;
        weights.set(feature, weight - RATE * (error * scale + DECAY * weight));
      }
    }
  }
  return { bias, weights };
}

function train(all: readonly Example[], labels: string[]): EvidenceWeights {
  const known = frequent(all);
  const examples = shuffled(all).map((example) => ({
    ...example,
    features: example.features.filter((feature) => known.has(feature)),
  }));
  const learnt = labels.map((label) => learn(examples, label));
  const weights: Record<string, number[]> = {};
  for (const feature of [...known].sort()) {
    const row = learnt.map((model) => Math.round((model.weights.get(feature) ?? 0) * 100));
    if (row.some((weight) => Math.abs(weight) >= LEAST_WEIGHT)) weights[feature] = row;
  }
  return { labels, bias: learnt.map(({ bias }) => Math.round(bias * 1000) / 1000), weights };
}

function write(name: string, data: EvidenceWeights): void {
  const rows = Object.entries(data.weights).map(
    ([key, row]) => `    ${JSON.stringify(key)}: ${JSON.stringify(row)}`,
  );
  const head = `{\n  "labels": ${JSON.stringify(data.labels)},\n  "bias": ${JSON.stringify(data.bias)},\n  "weights": {\n`;
  mkdirSync(path.join(projectRoot, 'data/evidence'), { recursive: true });
  writeFileSync(path.join(projectRoot, `data/evidence/${name}.json`), `${head}${rows.join(',\n')}\n  }\n}\n`);
}

interface FirstMessage {
  text: string;
  danger: string | string[] | null;
  flags: string[];
}

/** A corpus or batch that is left out of the training, to measure the weights on what they have not seen. */
const held = process.argv[2];
const first: FirstMessage[] = ['first-messages', 'second-messages']
  .filter((name) => name !== held)
  .flatMap((name) => read(`test/corpus/${name}.json`));
const danger = (
  read('test/corpus/danger.json') as { batch: string; text: string; danger: string | null }[]
).filter((entry) => entry.batch !== held);
const reports = (
  read('test/corpus/reports.json') as { batch: string; text: string; wrongdoing: boolean }[]
).filter((entry) => entry.batch !== held);

const dangerLabels = (kinds: string[]) => (kinds.length > 0 ? ['danger', ...kinds] : []);
write(
  'danger',
  train(
    [
      ...[...first, ...danger].flatMap(({ text, danger: kinds }) =>
        examplesOf(text, dangerLabels(listOf(kinds))),
      ),
      ...reports.flatMap(({ text }) => examplesOf(text, [])),
    ],
    ['danger', ...Object.values(DANGER)],
  ),
);
write(
  'wrongdoing',
  train(
    [
      ...first.flatMap(({ text, flags }) =>
        examplesOf(text, flags.includes('wrongdoing') ? ['wrongdoing'] : []),
      ),
      ...danger.flatMap(({ text }) => examplesOf(text, [])),
      ...reports.flatMap(({ text, wrongdoing }) => examplesOf(text, wrongdoing ? ['wrongdoing'] : [])),
    ],
    ['wrongdoing'],
  ),
);
