/** A piece of TypeScript source; comments and spaces are gone. `text` of a string or template is its inside. */
export interface Token {
  kind: 'word' | 'string' | 'template' | 'regex' | 'mark';
  text: string;
  line: number;
}

/** After these a slash begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /^([([{,;:=!&|?+\-*%<>~^]|return|typeof|case|of|in|yield|await|=>|else|do|void|delete)$/;

/**
 * Splits source into tokens, enough to see imports, calls and literals; not a parser. A template's
 * substitutions are tokenized like any other code.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  /** Depth of braces at which each open template's substitution ends. */
  const templates: number[] = [];
  let depth = 0;
  let line = 1;
  let at = 0;

  function push(kind: Token['kind'], text: string, length: number): void {
    tokens.push({ kind, text, line });
    advance(length);
  }
  function advance(length: number): void {
    line += source.slice(at, at + length).split('\n').length - 1;
    at += length;
  }
  function template(opening: number): void {
    const chunk = matchAt(/(?:[^\\`$]|\\[\s\S]|\$(?!\{))*/y, at + opening);
    const end = at + opening + chunk.length;
    const opensSubstitution = source.startsWith('${', end);
    if (opensSubstitution) templates.push(depth);
    push('template', chunk, opening + chunk.length + (opensSubstitution ? 2 : 1));
  }
  function matchAt(pattern: RegExp, from: number): string {
    pattern.lastIndex = from;
    return pattern.exec(source)?.[0] ?? '';
  }

  while (at < source.length) {
    const skipped = matchAt(/\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|^#![^\n]*/y, at);
    if (skipped !== '') {
      advance(skipped.length);
      continue;
    }
    const word = matchAt(/[\p{L}\p{N}_$#@]+/uy, at);
    const string = matchAt(/'(?:[^'\\\n]|\\[\s\S])*'?|"(?:[^"\\\n]|\\[\s\S])*"?/y, at);
    const regex = regexMayFollow(tokens.at(-1))
      ? matchAt(/\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y, at)
      : '';
    const character = source[at] ?? '';
    if (word !== '') push('word', word, word.length);
    else if (string !== '') push('string', string.slice(1, -1), string.length);
    else if (character === '`') template(1);
    else if (character === '}' && templates.at(-1) === depth) {
      templates.pop();
      template(1);
    } else if (regex !== '') push('regex', regex, regex.length);
    else {
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      push('mark', character, 1);
    }
  }
  return tokens;
}

function regexMayFollow(previous: Token | undefined): boolean {
  return (
    previous === undefined ||
    ((previous.kind === 'mark' || previous.kind === 'word') && BEFORE_REGEX.test(previous.text))
  );
}
