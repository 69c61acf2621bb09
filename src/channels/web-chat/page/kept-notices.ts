import { type Entry, withNotice } from './conversation.js';
import type { Choice } from './frames.js';
import type { Keep } from './keep.js';

interface Kept {
  id: string;
  texts: string[];
  choices?: Choice[];
  at: string;
  /** Key of the entry it came after. */
  after?: string;
}

const NAME = 'notices';
const MOST = 20;

/** Remembers a shown notice: once acknowledged the service does not send it again. */
export function keepNotice(keep: Keep, entry: Entry, after: string | undefined): void {
  const { id, texts, choices, at } = entry;
  const others = keep.read<Kept[]>(NAME, []).filter((kept) => kept.id !== id);
  const kept: Kept = { id, texts, at, ...(choices ? { choices } : {}), ...(after ? { after } : {}) };
  keep.write(NAME, [...others, kept].slice(-MOST));
}

/** The log with the remembered notices at their places. */
export function withKeptNotices(keep: Keep, shown: readonly Entry[]): Entry[] {
  return keep
    .read<Kept[]>(NAME, [])
    .reduce<Entry[]>((entries, kept) => withNotice(entries, kept, kept.at, kept.after), [...shown]);
}
