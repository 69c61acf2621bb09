import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import t from 'tap';
import { projectRoot } from '../src/project-root.js';
import { mentionsIn } from './architecture/documents.js';
import {
  cycles,
  type Sources,
  strayChinese,
  strayEnvironment,
  strayTime,
  wrongDirections,
} from './architecture/rules.js';
import { tokenize } from './architecture/tokens.js';

const sources = readSources();

function readSources(): Sources {
  const files = readdirSync(join(projectRoot, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.map((file) => [relative(projectRoot, file).split(sep).join('/'), readFileSync(file, 'utf8')]),
  );
}

t.test('the whole of src is read', async (t) => {
  t.hasProps(sources, ['src/app.ts', 'src/clock.ts', 'src/bot/message.ts']);
});

t.test('imports point one way', async (t) => {
  t.same(wrongDirections(sources), []);
});

t.test('no files import each other in a circle', async (t) => {
  t.same(cycles(sources), []);
});

t.test('the time comes from the clock alone', async (t) => {
  t.same(strayTime(sources), []);
});

t.test('the environment is read by the process and the configuration alone', async (t) => {
  t.same(strayEnvironment(sources), []);
});

t.test('Chinese sentences stand in the texts’ own files alone', async (t) => {
  t.same(strayChinese(sources), []);
});

t.test('every path and script that the documents name exists', async (t) => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  for (const document of documents()) {
    const mentions = mentionsIn(document, readFileSync(join(projectRoot, document), 'utf8'));
    const missing = {
      paths: mentions.paths.filter((path) => !existsSync(join(projectRoot, path))),
      scripts: mentions.scripts.filter((script) => !(script in scripts)),
    };
    t.same(missing, { paths: [], scripts: [] }, document);
  }
});

function documents(): string[] {
  const inRoot = readdirSync(projectRoot).filter((name) =>
    /^(README.*|ARCHITECTURE|CHANGELOG)\.md$/.test(name),
  );
  const inDocs = existsSync(join(projectRoot, 'docs'))
    ? readdirSync(join(projectRoot, 'docs'), { recursive: true })
    : [];
  return [
    ...inRoot,
    ...inDocs
      .map(String)
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
}

t.test('the tokenizer tells code from comments, strings, templates and regular expressions', async (t) => {
  const kinds = (source: string) => tokenize(source).map(({ kind, text }) => `${kind} ${text}`);
  t.same(kinds('a // "b"\n/* `c` */ d'), ['word a', 'word d']);
  t.same(kinds(`'it\\'s' + "//x"`), ["string it\\'s", 'mark +', 'string //x']);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: source to be tokenized
  t.same(kinds('`a${`b${c}` + {}}d`'), [
    'template a',
    'template b',
    'word c',
    'template ',
    'mark +',
    'mark {',
    'mark }',
    'template d',
  ]);
  t.same(kinds('x = /["\'`/]/g; y = a / b / c'), [
    ...['word x', 'mark =', 'regex /["\'`/]/g', 'mark ;', 'word y', 'mark ='],
    ...['word a', 'mark /', 'word b', 'mark /', 'word c'],
  ]);
  t.equal(tokenize('`\n\n`\nx').at(-1)?.line, 4);
});

const forbidden: readonly [what: string, file: string, source: string][] = [
  ['the domain importing a service', 'src/domain/dates.ts', "import { x } from '../services/petitions.js';"],
  [
    'the domain importing even a type',
    'src/domain/dates.ts',
    "import type { X } from '../models/petitions/entity.js';",
  ],
  ['the domain importing the clock', 'src/domain/dates.ts', "import { systemClock } from '../clock.js';"],
  [
    'the embedded store importing the errors',
    'src/storage/embedded/store.ts',
    "import { AppError } from '../../errors.js';",
  ],
  [
    'a service reaching into the embedded store',
    'src/services/a.ts',
    "import '../storage/embedded/store.js';",
  ],
  [
    'a handler importing a model',
    'src/handlers/a.ts',
    "import type { P } from '../models/petitions/entity.js';",
  ],
  ['a handler importing a channel', 'src/handlers/a.ts', "export * from '../channels/web-chat/socket.js';"],
  [
    'a handler importing more of a service than types',
    'src/handlers/a.ts',
    "import { createPetitions } from '../services/petitions.js';",
  ],
  [
    'a channel importing a model',
    'src/channels/web-chat/a.ts',
    "const m = await import('../../models/a.js');",
  ],
  ['a model importing a service', 'src/models/a.ts', "export type { A } from '../services/a.js';"],
  ['a service importing the bot', 'src/services/a.ts', "import { receive } from '../bot/receive.js';"],
  ['the bot importing a handler', 'src/bot/receive.ts', "import a, { b } from '../handlers/a.js';"],
  ['a job importing a channel', 'src/jobs/a.ts', "import * as a from '../channels/a.js';"],
  ['HTTP importing a model', 'src/http/a.ts', "import { a } from '../models/a.js';"],
  ['anybody importing the composition root', 'src/http/a.ts', "import { buildApp } from '../app.js';"],
  ['anybody importing the process', 'src/app.ts', "import './server.js';"],
  ['an import from outside src', 'src/http/a.ts', "import x from '../../test/a.js';"],
];

for (const [what, file, source] of forbidden) {
  t.test(`${what} is found`, async (t) => {
    t.equal(wrongDirections({ [file]: source }).length, 1);
  });
}

t.test('what is allowed is not found', async (t) => {
  t.same(
    wrongDirections({
      'src/domain/a.ts': "import { b } from './text/b.js'; // import '../services/c.js'",
      'src/handlers/a.ts':
        "import type { Petitions } from '../services/petitions.js'; import type { Reply } from '../bot/message.js';",
      'src/services/a.ts': "import { CHANNEL } from '../bot/message.js'; import { x } from 'mongoose';",
      'src/models/a.ts':
        "import type { Reply } from '../bot/message.js'; import { AppError } from '../errors.js';",
      'src/storage/open.ts': "import { startStore } from './embedded/store.js';",
      'src/server.ts': "import { buildApp } from './app.js';",
      'src/channels/a.ts': 'const s = "import \'../models/a.js\'"; const url = import.meta.url;',
    }),
    [],
  );
});

t.test('a circle of imports is found, one of types alone is not', async (t) => {
  const circle = {
    'src/a.ts': "import { b } from './b.js';",
    'src/b.ts': "export { c } from './c.js';",
    'src/c.ts': "import './a.js'; import './d.js';",
    'src/d.ts': "import type { A } from './a.js';",
  };
  t.same(
    cycles(circle).map((group) => group.sort()),
    [['src/a.ts', 'src/b.ts', 'src/c.ts']],
  );
  t.same(cycles({ ...circle, 'src/c.ts': "import type { A } from './a.js';" }), []);
  t.equal(cycles({ 'src/a.ts': "import { a } from './a.js';" }).length, 1);
  t.equal(cycles({ ...circle, 'src/c.ts': "import { type A } from './a.js';" }).length, 1);
});

t.test('the time taken from the machine is found, a date made from a value is not', async (t) => {
  for (const taken of [
    'new Date()',
    'new Date( )',
    'new Date',
    'Date.now()',
    'const f = Date.now;',
    'Date\n.now()',
  ]) {
    t.equal(strayTime({ 'src/a.ts': taken }).length, 1, taken);
  }
  const free = [
    'new Date(x)',
    "new Date('2026-11-24')",
    '// new Date()',
    "'Date.now()'",
    'new DateTime()',
    'clock.now()',
  ];
  for (const source of free) t.same(strayTime({ 'src/a.ts': source }), [], source);
  t.same(strayTime({ 'src/clock.ts': 'new Date()' }), []);
});

t.test('the environment read elsewhere is found', async (t) => {
  for (const reads of ['process.env.HOME', "process['env']", 'const { env } = process.env;']) {
    t.equal(strayEnvironment({ 'src/a.ts': reads }).length, 1, reads);
    t.same(strayEnvironment({ 'src/config.ts': reads, 'src/server.ts': reads }), []);
  }
  t.same(strayEnvironment({ 'src/a.ts': '// process.env' }), []);
});

t.test(
  'a Chinese sentence in code is found, in comments, regular expressions and text files it is not',
  async (t) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source to be tokenized
    for (const said of ["'您好。'", '"请看《条例》"', '`您好,${name}`', "'您好\\uff0c'", "'对吗?'"]) {
      t.equal(strayChinese({ 'src/a.ts': said }).length, 1, said);
      t.same(strayChinese({ 'src/domain/text/a.ts': said, 'src/channels/web-chat/page/text.ts': said }), []);
    }
    for (const free of ['// 您好。', '/[。!?]/', "'肥城'", "'a, b?'", '/* 《条例》 */']) {
      t.same(strayChinese({ 'src/a.ts': free }), [], free);
    }
  },
);

t.test('paths and scripts are read out of a document’s code and links, and nothing else', async (t) => {
  const text = [
    'Run `npm ci && npm test`, `npm run bench -- --fast`, or `npm start`.',
    'See [the shape](../ARCHITECTURE.md#shape), [home](https://example.cn/a) and `src/bot/receive.ts`,',
    '`data/guide/*.json`, `docs/x.md`; src/plain/prose.ts and `DATA_DIR/key` are not paths.',
    '```sh\ncp .env.example .env\nnode scripts/a.js\n```',
  ].join('\n');
  t.same(mentionsIn('docs/a.md', text), {
    paths: [
      'src/bot/receive.ts',
      'data/guide',
      'docs/x.md',
      '.env.example',
      'scripts/a.js',
      'ARCHITECTURE.md',
    ],
    scripts: ['test', 'bench', 'start'],
  });
});
