import type { Keep } from './keep.js';

/** A message of mine that has no answer yet. */
export interface Pending {
  id: string;
  text: string;
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

/** Unanswered messages, oldest first, kept until they are answered. */
export function createOutbox(keep: Keep): Outbox {
  let messages: Pending[] = keep.read<Pending[]>('outbox', []);
  const store = (next: Pending[]) => {
    messages = next;
    const lasting = messages.filter((m) => m.text !== '' || m.fileId !== undefined);
    keep.write('outbox', lasting.length > 0 ? lasting.map(({ file: _, ...rest }) => rest) : null);
  };
  return {
    all: () => messages,
    head: () => messages.find((m) => m.problem === undefined),
    find: (id) => messages.find((m) => m.id === id),
    add: (message) => store([...messages, message]),
    update: (id, change) => store(messages.map((m) => (m.id === id ? { ...m, ...change } : m))),
    remove: (id) => store(messages.filter((m) => m.id !== id)),
  };
}

/** An id nobody can guess; `crypto.randomUUID` only exists on secure pages. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
