import type { Keep } from './keep.js';

/** A message of mine that has no answer yet. */
export interface Pending {
  id: string;
  text: string;
  /** What the tapped button said, where that is not what is sent. */
  label?: string;
  fileId?: string;
  /** The picture while it is not uploaded; cannot outlive a reload. */
  file?: File;
  at: string;
  /** Set when sending the same again is of no use; then the person decides. */
  problem?: string;
}

export interface Outbox {
  all(): readonly Pending[];
  /** The oldest message that can go out. */
  head(): Pending | undefined;
  find(id: string): Pending | undefined;
  add(message: Pending): void;
  update(id: string, change: Partial<Pending>): void;
  remove(id: string): void;
}

const KEPT = 'unanswered.';

/** Unanswered messages, oldest first, kept until they are answered; each by itself, so that tabs do not overwrite. */
export function createOutbox(keep: Keep): Outbox {
  let messages = keep
    .names(KEPT)
    .map((name) => keep.read<Pending | null>(name, null))
    .filter((message) => message !== null)
    .sort((a, b) => (a.at < b.at ? -1 : 1));

  const store = (message: Pending) => {
    const { file: _, ...lasting } = message;
    const empty = message.text === '' && message.fileId === undefined;
    if (!empty) keep.write(KEPT + message.id, lasting);
  };
  return {
    all: () => messages,
    head: () => messages.find((m) => m.problem === undefined),
    find: (id) => messages.find((m) => m.id === id),
    add(message) {
      messages = [...messages, message];
      store(message);
    },
    update(id, change) {
      messages = messages.map((m) => (m.id === id ? { ...m, ...change } : m));
      const changed = messages.find((m) => m.id === id);
      if (changed) store(changed);
    },
    remove(id) {
      messages = messages.filter((m) => m.id !== id);
      keep.write(KEPT + id, null);
    },
  };
}

/** An id nobody can guess; `crypto.randomUUID` only exists on secure pages. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
