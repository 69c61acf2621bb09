import { fileURLToPath } from 'node:url';

/** Absolute path of the project's root: the compiled file is `dist/src/project-root.js`. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));
