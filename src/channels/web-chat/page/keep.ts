/** What outlives a reload. At the terminal nothing does. */
export interface Keep {
  read<T>(name: string, fallback: T): T;
  write(name: string, value: unknown): void;
  clear(): void;
}

const PREFIX = 'xinfangtong.';

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
    clear() {
      if (storage === null) return;
      for (const name of Object.keys(storage)) if (name.startsWith(PREFIX)) storage.removeItem(name);
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
