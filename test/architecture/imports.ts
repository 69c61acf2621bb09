import { posix } from 'node:path';
import type { Token } from './tokens.js';

export interface Import {
  /** As written. */
  specifier: string;
  /** `import type` or `export type`: gone at run time. */
  typeOnly: boolean;
  line: number;
}

/** Every static, side-effect, re-exporting and dynamic import with a literal specifier. */
export function importsOf(tokens: readonly Token[]): Import[] {
  const found: Import[] = [];
  tokens.forEach((token, at) => {
    if (token.kind !== 'word' || tokens[at - 1]?.text === '.') return;
    if (token.text === 'import') found.push(...importAt(tokens, at));
    if (token.text === 'export') found.push(...reExportAt(tokens, at));
  });
  return found;
}

function importAt(tokens: readonly Token[], at: number): Import[] {
  const next = tokens[at + 1];
  if (next?.kind === 'string') return [importOf(next, false)];
  if (next?.text === '(') {
    const argument = tokens[at + 2];
    return argument?.kind === 'string' ? [importOf(argument, false)] : [];
  }
  if (next?.text === '.') return [];
  return fromClause(tokens, at + 1);
}

function reExportAt(tokens: readonly Token[], at: number): Import[] {
  const next = tokens[at + 1]?.text === 'type' ? tokens[at + 2] : tokens[at + 1];
  return next?.text === '{' || next?.text === '*' ? fromClause(tokens, at + 1) : [];
}

/** The specifier after `from`, when it comes before the statement can have ended. */
function fromClause(tokens: readonly Token[], start: number): Import[] {
  const typeOnly =
    tokens[start]?.text === 'type' && tokens[start + 1]?.text !== 'from' && tokens[start + 1]?.text !== ',';
  for (let at = start; at < tokens.length; at += 1) {
    const token = tokens[at];
    const next = tokens[at + 1];
    if (token?.text === ';' || token?.text === '=') return [];
    if (token?.kind === 'word' && token.text === 'from' && next?.kind === 'string')
      return [importOf(next, typeOnly)];
    if (token?.text === '}' && next?.text !== 'from') return [];
  }
  return [];
}

function importOf(token: Token, typeOnly: boolean): Import {
  return { specifier: token.text, typeOnly, line: token.line };
}

/** The source file a relative specifier means, from `file`: `src/a/b.ts` and `../c.js` → `src/c.ts`; else undefined. */
export function targetOf(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix
    .join(posix.dirname(file), specifier)
    .replace(/\.js$/, '.ts')
    .replace(/\.jsx$/, '.tsx');
}
