import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { DANGER } from '../../../src/bot/understanding/types.js';
import { PURPOSE, ROUTE } from '../../../src/domain/taxonomy.js';
import { projectRoot } from '../../../src/project-root.js';
import { county } from './county.js';

interface Taxonomy {
  purposes: Record<string, string>;
  routes: Record<string, string>;
  classes: { code: string; name: string; level2: string[] }[];
}

const readData = (file: string) => JSON.parse(readFileSync(path.join(projectRoot, 'data', file), 'utf8'));
const taxonomy: Taxonomy = readData('taxonomy.json');
const sorted = (values: string[]) => values.toSorted();

t.test('every purpose, route and kind of danger has its words', async (t) => {
  t.strictSame(sorted(Object.keys(taxonomy.purposes)), sorted(Object.values(PURPOSE)));
  t.strictSame(sorted(Object.keys(taxonomy.routes)), sorted(Object.values(ROUTE)));
  t.strictSame(sorted(Object.keys(readData('danger.json'))), sorted(Object.values(DANGER)));
  t.strictSame(sorted(Object.keys(county.danger.rules)), sorted(Object.values(DANGER)));
});

t.test('every class of the lexicon stands in the taxonomy, and every class has words', async (t) => {
  const known = new Map(taxonomy.classes.map(({ code, level2 }) => [code, level2]));
  const labels = Object.keys(county.classes.rules).map((label) => label.split('/') as [string, string]);
  const unknown = labels.filter(([code, name]) => name !== '' && !known.get(code)?.includes(name));
  t.strictSame(unknown, []);
  const worded = new Set(labels.map(([code]) => code));
  t.strictSame(
    [...known.keys()].filter((code) => code !== 'other' && !worded.has(code)),
    [],
  );
});

t.test('what is said in danger is short, calm and names a number', async (t) => {
  const entries: Record<string, { numbers: { number: string; label: string }[]; text: string }> =
    readData('danger.json');
  for (const [kind, { numbers, text }] of Object.entries(entries)) {
    t.ok(numbers.length > 0, kind);
    t.ok(text.length <= 90, `${kind} is short`);
    t.notOk(/[!！]/.test(text), `${kind} is calm`);
    t.ok(
      numbers.some(({ number }) => text.includes(number)),
      `${kind} names a number`,
    );
  }
});

t.test('every label of the routes is a route', async (t) => {
  const routes: string[] = Object.values(ROUTE);
  t.strictSame(
    Object.keys(county.routes.rules).filter((label) => !routes.includes(label)),
    [],
  );
});
