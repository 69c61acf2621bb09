import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Understanding } from '../../src/bot/understanding/types.js';
import { createUnderstanding } from '../../src/bot/understanding/understand.js';
import { projectRoot } from '../../src/project-root.js';
import { county } from '../bot/understanding/county.js';

interface Entry {
  id: string;
  text: string;
  petition: boolean | null;
  place: string[];
  residence?: string | string[];
  class1: string | string[] | null;
  purpose: string | string[] | null;
  danger: string | string[] | null;
  flags: string[];
  route?: string;
  name?: string;
  phone?: string;
  people?: number;
  households?: number;
}

/** One aspect of a message: which entries it is judged on, and whether the reading is right. */
interface Aspect {
  name: string;
  /** Least share of right readings; absent where the figure is only printed. */
  bar?: number;
  judged: (entry: Entry) => boolean;
  right: (entry: Entry, reading: Understanding) => boolean;
}

const listOf = (value: string | string[] | null | undefined): string[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];

function codesOf(reading: Understanding, role: 'matter' | 'residence'): string[] {
  const places = reading.places.filter((place) => place.role === role && !place.negated);
  return [...new Set(places.flatMap((place) => place.candidates.map((division) => division.code)))];
}

function isRightPlace(entry: Entry, reading: Understanding): boolean {
  const codes = codesOf(reading, 'matter');
  if (entry.place.length <= 1) return codes.length === entry.place.length && codes[0] === entry.place[0];
  return entry.place.every((code) => codes.includes(code));
}

const flag = (name: string, said: (reading: Understanding) => boolean): Aspect => ({
  name,
  judged: () => true,
  right: (entry, reading) => entry.flags.includes(name) === said(reading),
});

const ASPECTS: Aspect[] = [
  { name: 'place', bar: 0.95, judged: () => true, right: isRightPlace },
  {
    name: 'danger seen',
    bar: 1,
    judged: (entry) => listOf(entry.danger).length > 0,
    right: (_, reading) => reading.danger !== undefined,
  },
  {
    name: 'kind of danger',
    judged: (entry) => listOf(entry.danger).length > 0,
    right: (entry, reading) => listOf(entry.danger).includes(reading.danger ?? ''),
  },
  {
    name: 'no false alarm',
    bar: 1,
    judged: (entry) => listOf(entry.danger).length === 0,
    right: (_, reading) => reading.danger === undefined,
  },
  {
    name: 'petition or not',
    bar: 0.97,
    judged: (entry) => entry.petition !== null,
    right: (entry, reading) => reading.isPetition === entry.petition,
  },
  {
    name: 'first-level class',
    bar: 0.85,
    judged: (entry) => listOf(entry.class1).length > 0,
    right: (entry, reading) => listOf(entry.class1).includes(reading.classes[0]?.level1 ?? ''),
  },
  {
    name: 'purpose',
    judged: (entry) => listOf(entry.purpose).length > 0,
    right: (entry, reading) => listOf(entry.purpose).includes(reading.purpose ?? ''),
  },
  {
    name: 'residence',
    judged: (entry) => entry.residence !== undefined,
    right: (entry, reading) =>
      listOf(entry.residence).every((code) => codesOf(reading, 'residence').includes(code)),
  },
  {
    name: 'route',
    judged: (entry) => entry.route !== undefined,
    right: (entry, reading) => reading.routes.some((route) => route === entry.route),
  },
  { name: 'name', judged: () => true, right: (entry, reading) => entry.name === reading.name },
  { name: 'phone', judged: () => true, right: (entry, reading) => entry.phone === reading.phone },
  { name: 'people', judged: () => true, right: (entry, reading) => entry.people === reading.people },
  {
    name: 'households',
    judged: () => true,
    right: (entry, reading) => entry.households === reading.households,
  },
  flag('wrongdoing', (reading) => reading.wrongdoing !== undefined),
  flag('village_cadre', (reading) => reading.wrongdoing?.villageCadre === true),
  flag('mixed', (reading) => reading.wrongdoing !== undefined && reading.claimText !== undefined),
  flag('several_asks', (reading) => reading.asks.length > 1),
  flag('repeat', (reading) => reading.repeat),
  flag('injury', (reading) => reading.injury),
  flag('distress', (reading) => reading.distress),
  flag('anonymous', (reading) => reading.anonymous),
  flag('on_behalf', (reading) => reading.onBehalf !== undefined),
];

const CORPORA = { 'first-messages.json': 'first messages', 'second-messages.json': 'further first messages' };

const understand = createUnderstanding(county);

for (const [file, called] of Object.entries(CORPORA)) {
  t.test(`${called} are read as their writers meant them`, async (t) => {
    const entries: Entry[] = JSON.parse(readFileSync(path.join(projectRoot, 'test/corpus', file), 'utf8'));
    const readings = new Map(entries.map((entry) => [entry.id, understand(entry.text)]));
    for (const aspect of ASPECTS) {
      const judged = entries.filter(aspect.judged);
      const wrong = judged.filter((entry) => !aspect.right(entry, readings.get(entry.id) as Understanding));
      const share = 1 - wrong.length / judged.length;
      t.comment(`${aspect.name}: ${(share * 100).toFixed(1)} % of ${judged.length}`);
      if (aspect.bar === undefined) continue;
      t.ok(judged.length > 0, `${aspect.name} is judged`);
      t.ok(share >= aspect.bar, `${aspect.name} reaches ${aspect.bar * 100} %`, {
        wrong: wrong.map((entry) => `${entry.id} ${entry.text}`),
      });
    }
  });
}
