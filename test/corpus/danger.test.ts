import { readFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { Understanding } from '../../src/bot/understanding/types.js';
import { createUnderstanding } from '../../src/bot/understanding/understand.js';
import { projectRoot } from '../../src/project-root.js';
import { county } from '../bot/understanding/county.js';

interface DangerEntry {
  batch: string;
  text: string;
  danger: string | null;
}

interface ReportEntry {
  batch: string;
  text: string;
  wrongdoing: boolean;
  /** Holds a claim of its own beside the report. */
  mixed: boolean;
  /** The writer's own name; null where only names of others, or none, are said. */
  name?: string | null;
}

interface Aspect<Entry> {
  name: string;
  /** Least share of right readings. */
  bar: number;
  judged: (entry: Entry) => boolean;
  right: (entry: Entry, reading: Understanding) => boolean;
}

const read = (file: string) => JSON.parse(readFileSync(path.join(projectRoot, 'test/corpus', file), 'utf8'));
const dangers: DangerEntry[] = read('danger.json');
const reports: ReportEntry[] = read('reports.json');
const understand = createUnderstanding(county);

function judge<Entry extends { text: string }>(
  t: Test,
  entries: readonly Entry[],
  aspects: readonly Aspect<Entry>[],
): void {
  const readings = new Map(entries.map((entry) => [entry, understand(entry.text)]));
  for (const aspect of aspects) {
    const judged = entries.filter(aspect.judged);
    const wrong = judged.filter((entry) => !aspect.right(entry, readings.get(entry) as Understanding));
    const share = 1 - wrong.length / judged.length;
    t.comment(`${aspect.name}: ${(share * 100).toFixed(1)} % of ${judged.length}`);
    t.ok(judged.length > 0, `${aspect.name} is judged`);
    t.ok(share >= aspect.bar, `${aspect.name} reaches ${aspect.bar * 100} %`, {
      wrong: wrong.map((entry) => entry.text),
    });
  }
}

t.test('danger to life is heard in whatever words, and tempting words are no alarm', async (t) => {
  judge(t, dangers, [
    {
      name: 'danger seen',
      bar: 1,
      judged: (entry) => entry.danger !== null,
      right: (_, reading) => reading.danger !== undefined,
    },
    {
      name: 'kind of danger',
      bar: 0.95,
      judged: (entry) => entry.danger !== null,
      right: (entry, reading) => entry.danger === reading.danger,
    },
    {
      name: 'no false alarm',
      bar: 1,
      judged: (entry) => entry.danger === null,
      right: (_, reading) => reading.danger === undefined,
    },
  ]);
});

t.test('a report of wrongdoing is told from a complaint that nothing is done', async (t) => {
  judge(t, reports, [
    {
      name: 'report seen',
      bar: 0.97,
      judged: (entry) => entry.wrongdoing,
      right: (_, reading) => reading.wrongdoing !== undefined,
    },
    {
      name: 'mere complaint',
      bar: 0.97,
      judged: (entry) => !entry.wrongdoing,
      right: (_, reading) => reading.wrongdoing === undefined,
    },
    {
      name: 'claim and report told apart',
      bar: 0.85,
      judged: (entry) => entry.mixed,
      right: (_, reading) => reading.claimText !== undefined,
    },
    {
      name: "the writer's own name",
      bar: 0.95,
      judged: (entry) => entry.name !== undefined,
      right: (entry, reading) => (reading.name ?? null) === entry.name,
    },
    {
      name: 'no alarm in a report or complaint',
      bar: 1,
      judged: () => true,
      right: (_, reading) => reading.danger === undefined,
    },
  ]);
});
