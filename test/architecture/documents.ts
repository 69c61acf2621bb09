import { posix } from 'node:path';

export interface Mentions {
  /** Files and folders from the project's root. */
  paths: string[];
  /** npm scripts. */
  scripts: string[];
}

/** Folders of the project; in code spans only what begins with one of them counts as a path. */
const FOLDERS = ['src', 'test', 'docs', 'data', 'config', 'bench', 'scripts', '.ci'];
const ROOT_FILES =
  /^(README(\.[a-zA-Z-]+)?\.md|ARCHITECTURE\.md|CHANGELOG\.md|LICENSE|Dockerfile|docker-compose\.yml|\.env\.example|package\.json|biome\.json|tsconfig(\.\w+)?\.json)$/;
/** npm commands that are not scripts of the project. */
const NPM_OWN = new Set(['ci', 'i', 'install', 'audit', 'version', 'run', 'outdated']);

/** The paths and scripts that a Markdown document at `file` names in code and links. */
export function mentionsIn(file: string, markdown: string): Mentions {
  const code = [...markdown.matchAll(/```[^\n]*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  const words = code.flatMap((text) => text.split(/[\s'"(),;]+/));
  const links = [...markdown.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => posix.join(posix.dirname(file), link));
  const scripts = code.flatMap((text) =>
    [...text.matchAll(/\bnpm (?:run )?(?:--?\S+ )*([\w:-]+)/g)].map((match) => match[1] ?? ''),
  );
  return {
    paths: unique([...words.filter(isPath).map(withoutPattern), ...links]),
    scripts: unique(scripts.filter((script) => !NPM_OWN.has(script))),
  };
}

function isPath(word: string): boolean {
  return ROOT_FILES.test(word) || FOLDERS.some((folder) => word.startsWith(`${folder}/`));
}

/** `data/guide/*.json` names the folder; `src/domain/text/` likewise. */
function withoutPattern(path: string): string {
  return path.replace(/[^/]*[*<{].*$/, '').replace(/[/.:]+$/, '');
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
