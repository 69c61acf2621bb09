import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { DANGER } from '../../src/bot/understanding/types.js';
import { PURPOSE, ROUTE } from '../../src/domain/taxonomy.js';
import { projectRoot } from '../../src/project-root.js';

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

const FIELDS = [
  'id',
  'text',
  'petition',
  'place',
  'residence',
  'class1',
  'purpose',
  'danger',
  'flags',
  'route',
  'name',
  'phone',
  'people',
  'households',
];

const FLAGS = [
  'idiom',
  'distress',
  'injury',
  'wrongdoing',
  'village_cadre',
  'mixed',
  'group',
  'on_behalf',
  'repeat',
  'several_asks',
  'anonymous',
  'voice',
  'dialect',
  'typo',
  'question',
  'greeting',
  'thanks',
  'emergency',
];

const CLASSES = [
  'political_legal',
  'science_industry',
  'discipline',
  'party_affairs',
  'natural_resources',
  'education_culture_sports',
  'labour_social_security',
  'urban_rural_construction',
  'agriculture',
  'health',
  'environment',
  'transport',
  'civil_affairs',
  'economy',
  'commerce_tourism',
  'personnel',
  'other',
  'veterans',
  'emergency_management',
  'market_supervision',
  'medical_security',
];

const entries: Entry[] = JSON.parse(
  readFileSync(path.join(projectRoot, 'test/corpus/first-messages.json'), 'utf8'),
);
const divisionRows = readFileSync(path.join(projectRoot, 'data/divisions-370983.csv'), 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(','));
const nameByCode = new Map(divisionRows.map((row) => [row[0], row[1] ?? '']));

const listOf = (value: string | string[] | null | undefined): string[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];

const bareName = (name: string): string => name.replace(/(村村委会|村委会|社区居委会|居委会|社区)$/u, '');

const outside = (values: string[], allowed: readonly string[]): string[] =>
  values.filter((value) => !allowed.includes(value));

t.test('every entry has its own id, its own wording and no unknown field', async (t) => {
  t.equal(new Set(entries.map((entry) => entry.id)).size, entries.length);
  t.equal(new Set(entries.map((entry) => entry.text)).size, entries.length);
  for (const entry of entries) t.strictSame(outside(Object.keys(entry), FIELDS), [], entry.id);
});

t.test('every label uses the words of the taxonomy', async (t) => {
  for (const entry of entries) {
    t.strictSame(outside(entry.flags, FLAGS), [], `flags of ${entry.id}`);
    t.strictSame(outside(listOf(entry.class1), CLASSES), [], `class of ${entry.id}`);
    t.strictSame(outside(listOf(entry.purpose), Object.values(PURPOSE)), [], `purpose of ${entry.id}`);
    t.strictSame(outside(listOf(entry.danger), Object.values(DANGER)), [], `danger of ${entry.id}`);
    t.strictSame(outside(listOf(entry.route), Object.values(ROUTE)), [], `route of ${entry.id}`);
  }
});

t.test('every place and residence is a division of the county', async (t) => {
  for (const entry of entries) {
    const unknown = [...entry.place, ...listOf(entry.residence)].filter((code) => !nameByCode.has(code));
    t.strictSame(unknown, [], entry.id);
  }
});

t.test('a place with several codes is one repeated name with all of its divisions', async (t) => {
  for (const entry of entries.filter((candidate) => candidate.place.length > 1)) {
    const name = bareName(nameByCode.get(entry.place[0] ?? '') ?? '');
    const sameNamed = divisionRows.filter((row) => row[2] === 'village' && bareName(row[1] ?? '') === name);
    t.strictSame(
      [...entry.place].sort(),
      sameNamed.map((row) => row[0] ?? '').sort(),
      `${entry.id} offers every ${name}`,
    );
  }
});

t.test('labels do not contradict each other', async (t) => {
  for (const entry of entries) {
    const has = (flag: string) => entry.flags.includes(flag);
    t.equal(has('emergency'), entry.danger !== null, `${entry.id}: emergency exactly where there is danger`);
    t.notOk(has('idiom') && entry.danger !== null, `${entry.id}: an idiom is no danger`);
    t.notOk(has('mixed') && !has('wrongdoing'), `${entry.id}: mixed holds a report of wrongdoing`);
    t.notOk(has('village_cadre') && !has('wrongdoing'), `${entry.id}: the village's cadres are reported`);
    t.equal(entry.petition === true, entry.class1 !== null, `${entry.id}: classified exactly when filed`);
    if (entry.petition === null) t.ok(entry.danger !== null, `${entry.id}: only emergencies are left open`);
    if (entry.name !== undefined) t.ok(entry.text.includes(entry.name), `${entry.id}: the name is said`);
    if (entry.phone !== undefined) t.match(entry.phone, /^(1\d{10}|0538\d{7})$/, `${entry.id}: telephone`);
  }
});

t.test('the corpus covers what it is meant to try', async (t) => {
  const count = (keep: (entry: Entry) => boolean) => entries.filter(keep).length;
  t.ok(entries.length >= 240);
  t.ok(count((entry) => entry.flags.includes('idiom')) >= 35);
  t.ok(count((entry) => entry.danger !== null) >= 20);
  t.ok(count((entry) => entry.petition === false) >= 45);
  t.ok(count((entry) => entry.place.length > 1) >= 12);
  t.ok(count((entry) => entry.flags.includes('typo')) >= 15);
  for (const danger of Object.values(DANGER)) {
    t.ok(count((entry) => listOf(entry.danger).includes(danger)) >= 4, danger);
  }
});
