/** What outlives a reload. At the terminal nothing does. */
export interface Keep {
  read<T>(name: string, fallback: T): T;
  write(name: string, value: unknown): void;
  /** The names written so far that begin like this. */
  names(prefix: string): string[];
  /** Forgets everything the visitor wrote or read; how the page looks stays. */
  clear(): void;
}

const PREFIX = 'xinfangtong.';
const LOOKS = new Set(['large']);

/** Keeps values in the browser; a browser that refuses only loses them on reload. */
export function createKeep(remembers: boolean): Keep {
  const storage = remembers ? openStorage() : null;
  return {
    read(name, fallback) {
      try {
        const raw = storage?.getItem(PREFIX + name);
        return raw ? JSON.parse(raw) : fallback;
      } catch {
        return fallback;
      }
    },
    write(name, value) {
      try {
        if (value === null) storage?.removeItem(PREFIX + name);
        else storage?.setItem(PREFIX + name, JSON.stringify(value));
      } catch {
        // A full or barred storage: the page goes on without.
      }
    },
    names: (prefix) =>
      Object.keys(storage ?? {})
        .filter((name) => name.startsWith(PREFIX + prefix))
        .map((name) => name.slice(PREFIX.length)),
    clear() {
      for (const name of Object.keys(storage ?? {})) {
        if (name.startsWith(PREFIX) && !LOOKS.has(name.slice(PREFIX.length))) storage?.removeItem(name);
      }
    },
  };
}

function openStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
