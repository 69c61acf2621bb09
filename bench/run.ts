import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/project-root.js';
import { benchCallback } from './callback.js';
import { benchStore, type Figure } from './store.js';
import { benchTurns } from './turns.js';

/** The sections of the benchmark by name; `npm run bench -- store` runs one, without names all. */
const sections: Record<string, { title: string; run(): Promise<Figure[]> }> = {
  store: { title: 'Embedded store', run: benchStore },
  callback: { title: 'Callback of the official account', run: () => benchCallback() },
  turns: { title: 'Turns of conversation', run: benchTurns },
};

const file = join(projectRoot, 'docs', 'benchmarks.md');

function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${memory} GiB, ${type()} ${release()}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)} at the end`;
}

function table(title: string, figures: Figure[]): string {
  const rows = figures.map(({ name, value, note }) => `| ${name} | ${value} | ${note ?? ''} |`);
  const day = new Date(Date.now()).toISOString().slice(0, 10);
  return [
    `## ${title}`,
    '',
    `${day}, ${machine()}.`,
    '',
    '| what | figure | |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

const heading = '# Benchmarks\n\nWritten by `npm run bench`; each section tells its day and machine.\n';

/** Puts a section between its markers, or at the end when it is new. */
function replaceSection(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const block = `${begin}\n${content}\n${end}`;
  const from = text.indexOf(begin);
  if (from < 0) return `${text.trimEnd()}\n\n${block}\n`;
  return text.slice(0, from) + block + text.slice(text.indexOf(end) + end.length);
}

const names = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(sections);
for (const name of names) {
  const section = sections[name];
  if (!section) {
    console.error(`no section '${name}'; there are: ${Object.keys(sections).join(', ')}`);
    process.exit(2);
  }
  const figures = await section.run();
  console.table(figures);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : heading;
  writeFileSync(file, replaceSection(text, name, table(section.title, figures)));
}
