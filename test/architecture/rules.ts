import { type Import, importsOf, targetOf } from './imports.js';
import { type Token, tokenize } from './tokens.js';

/** Source by path from the project's root, `src/…`. */
export type Sources = Readonly<Record<string, string>>;

/**
 * Which parts may be imported where; the first rule whose `in` fits a file holds for it.
 * `only`: nothing else of this project. `never`: not these. `types`: these by `import type` alone.
 * Type-only imports obey directions too: a type from the wrong side ties as firmly as a value.
 */
interface Direction {
  in: string;
  only?: readonly string[];
  never?: readonly string[];
  types?: readonly string[];
}

const BOT_TYPES = ['src/bot/message.ts', 'src/bot/understanding/types.ts'];

const DIRECTIONS: readonly Direction[] = [
  { in: 'src/domain/', only: ['src/domain/'] },
  { in: 'src/storage/embedded/', only: ['src/storage/embedded/'] },
  { in: 'src/storage/', never: without('src/storage/', 'src/domain/') },
  { in: 'src/models/', never: without('src/models/', 'src/domain/', 'src/storage/', 'src/secrets/') },
  { in: 'src/services/', never: ['src/handlers/', 'src/channels/', 'src/http/', 'src/jobs/', 'src/bot/'] },
  { in: 'src/outbox/', never: ['src/handlers/', 'src/channels/', 'src/http/', 'src/jobs/', 'src/bot/'] },
  {
    in: 'src/handlers/',
    never: ['src/models/', 'src/storage/', 'src/http/', 'src/channels/', 'src/jobs/', 'src/outbox/'],
    types: ['src/services/'],
  },
  {
    in: 'src/channels/',
    never: ['src/storage/', 'src/handlers/', 'src/jobs/'],
    types: ['src/services/', 'src/outbox/', 'src/models/'],
  },
  {
    in: 'src/bot/',
    never: ['src/handlers/', 'src/channels/', 'src/http/', 'src/jobs/', 'src/storage/'],
    types: ['src/services/', 'src/models/'],
  },
  { in: 'src/jobs/', never: ['src/handlers/', 'src/channels/', 'src/http/', 'src/bot/'] },
  { in: 'src/http/', never: ['src/handlers/', 'src/channels/', 'src/models/', 'src/bot/'] },
];

/** All folders with a direction of their own, except those named. */
function without(...kept: string[]): string[] {
  const folders = [
    'domain',
    'storage',
    'models',
    'services',
    'outbox',
    'handlers',
    'channels',
    'bot',
    'jobs',
    'http',
    'secrets',
  ];
  return folders.map((folder) => `src/${folder}/`).filter((folder) => !kept.includes(folder));
}

/** Imports against the direction, one line each. */
export function wrongDirections(sources: Sources): string[] {
  return eachImport(sources).flatMap(({ file, target, typeOnly, line }) => {
    const fault = directionFault(file, target, typeOnly);
    return fault === undefined ? [] : [`${file}:${line} ${fault} ${target}`];
  });
}

function directionFault(file: string, target: string, typeOnly: boolean): string | undefined {
  const inside = (folders: readonly string[] | undefined) =>
    folders?.some((folder) => target.startsWith(folder)) ?? false;
  if (target === 'src/server.ts') return 'imports the process';
  if (target === 'src/app.ts' && file !== 'src/server.ts') return 'imports the composition root';
  if (!target.startsWith('src/')) return 'imports from outside src';
  if (target.startsWith('src/storage/embedded/') && !file.startsWith('src/storage/'))
    return 'reaches into the embedded store';
  const rule = DIRECTIONS.find((direction) => file.startsWith(direction.in));
  if (rule?.only && !inside(rule.only)) return 'may not import';
  if (BOT_TYPES.includes(target)) return undefined;
  if (inside(rule?.never)) return 'may not import';
  if (!typeOnly && inside(rule?.types)) return 'may import only types from';
  return undefined;
}

/**
 * Groups of files that import each other in a circle. Type-only imports are left out: they do not exist
 * at run time and cannot make a module see another half-made.
 */
export function cycles(sources: Sources): string[][] {
  const edges = new Map<string, string[]>();
  for (const { file, target, typeOnly } of eachImport(sources)) {
    if (!typeOnly) edges.set(file, [...(edges.get(file) ?? []), target]);
  }
  return strongComponents([...Object.keys(sources)], (file) => edges.get(file) ?? []).filter(
    (group) => group.length > 1 || edges.get(group[0] ?? '')?.includes(group[0] ?? ''),
  );
}

/** Tarjan's strongly connected components. */
function strongComponents(nodes: readonly string[], next: (node: string) => readonly string[]): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];

  function visit(node: string): number {
    let low = order.size;
    order.set(node, low);
    stack.push(node);
    for (const neighbour of next(node)) {
      if (!order.has(neighbour)) low = Math.min(low, visit(neighbour));
      else if (stack.includes(neighbour)) low = Math.min(low, order.get(neighbour) ?? low);
    }
    lowest.set(node, low);
    if (low === order.get(node)) groups.push(stack.splice(stack.indexOf(node)));
    return low;
  }
  for (const node of nodes) if (!order.has(node)) visit(node);
  return groups;
}

/** The embedded store imports nothing of the service and the chat page runs in the browser: each has its own clock. */
const CLOCKS = ['src/clock.ts', 'src/storage/embedded/clock.ts', 'src/channels/web-chat/page/clock.ts'];

/** "Now" taken anywhere but in a clock. */
export function strayTime(sources: Sources): string[] {
  return eachFile(sources).flatMap(({ file, tokens }) => {
    if (CLOCKS.includes(file)) return [];
    return tokens.flatMap((token, at) => {
      const [first, second, third] = tokens.slice(at + 1, at + 4).map(({ text }) => text);
      const newDate = token.text === 'new' && first === 'Date' && (second !== '(' || third === ')');
      const dateNow = token.text === 'Date' && first === '.' && second === 'now';
      return token.kind === 'word' && (newDate || dateNow)
        ? [`${file}:${token.line} takes the time from the machine`]
        : [];
    });
  });
}

const READS_ENVIRONMENT = ['src/server.ts', 'src/config.ts'];

/** `process.env` read anywhere but at the start. */
export function strayEnvironment(sources: Sources): string[] {
  return eachFile(sources).flatMap(({ file, tokens }) => {
    if (READS_ENVIRONMENT.includes(file)) return [];
    return tokens.flatMap((token, at) => {
      const next = tokens[at + 1];
      const reads =
        token.text === 'process' &&
        (next?.text === '.' || next?.text === '[') &&
        tokens[at + 2]?.text === 'env';
      return reads ? [`${file}:${token.line} reads process.env`] : [];
    });
  });
}

const HAN = '\\p{Script=Han}';
/** Full-width marks, or half-width ones that touch a Chinese character: a sentence, not a word. */
const CHINESE_SENTENCE = new RegExp(
  `[\\u3001\\u3002\\u300a\\u300b\\u201c\\u201d\\uff01\\uff0c\\uff1a\\uff1b\\uff1f]|${HAN}[,?!:;]|[,?!:;]${HAN}`,
  'u',
);
const MAY_SPEAK = ['src/domain/text/', 'src/channels/web-chat/page/text.ts'];

/** Chinese sentences written outside the texts' own files. Comments and regular expressions are free. */
export function strayChinese(sources: Sources): string[] {
  return eachFile(sources).flatMap(({ file, tokens }) => {
    if (MAY_SPEAK.some((place) => file.startsWith(place))) return [];
    return tokens
      .filter(
        ({ kind, text }) =>
          (kind === 'string' || kind === 'template') && CHINESE_SENTENCE.test(unescaped(text)),
      )
      .map(({ line, text }) => `${file}:${line} says ${text}`);
  });
}

function unescaped(text: string): string {
  return text.replace(/\\u\{?([0-9a-fA-F]{4,6})\}?/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

function eachFile(sources: Sources): { file: string; tokens: Token[] }[] {
  return Object.entries(sources).map(([file, source]) => ({ file, tokens: tokenize(source) }));
}

function eachImport(sources: Sources): (Import & { file: string; target: string })[] {
  return eachFile(sources).flatMap(({ file, tokens }) =>
    importsOf(tokens).flatMap((found) => {
      const target = targetOf(file, found.specifier);
      return target === undefined ? [] : [{ ...found, file, target }];
    }),
  );
}
