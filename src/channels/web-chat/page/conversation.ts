import type { Choice, HistoryItem, NoticeFrame, ReplyFrame } from './frames.js';
import type { Pending } from './outbox.js';

/** One entry of the log, as it is shown. */
export interface Entry {
  key: string;
  id: string;
  from: 'me' | 'bot' | 'notice';
  texts: string[];
  at: string;
  choices?: Choice[];
  /** Address of the picture this entry shows, while the page knows it. */
  picture?: string;
}

const same = (a: string[], b: string[]) => JSON.stringify(a) === JSON.stringify(b);

/** What the server remembers replaces what is shown, save older entries, notices and unanswered messages. */
export function withHistory(
  shown: readonly Entry[],
  items: HistoryItem[],
  pending: readonly Pending[],
): Entry[] {
  const waiting = new Set(pending.map((message) => message.id));
  const known = new Map(shown.map((entry) => [entry.key, entry]));
  const fromServer = items.map((item): Entry => {
    const key = `${item.from}:${item.id}`;
    const before = known.get(key);
    return { ...item, key, ...(before?.picture ? { picture: before.picture } : {}) };
  });
  const keys = new Set(fromServer.map((entry) => entry.key));
  const ids = new Set(items.map((item) => item.id));
  const first = items[0]?.at;
  const older = shown.filter(
    (e) => e.from !== 'notice' && first !== undefined && e.at < first && !keys.has(e.key),
  );
  const notices = shown.filter((e) => e.from === 'notice' && !ids.has(e.id));
  const unanswered = pending.filter((m) => !keys.has(`me:${m.id}`)).map(fromPending);
  const keptOlder = older.filter((entry) => !waiting.has(entry.id));
  return [...keptOlder, ...fromServer, ...notices, ...unanswered];
}

/** The log with a message of mine that was just written. */
export function withMine(shown: readonly Entry[], message: Pending, picture?: string): Entry[] {
  return [...shown, { ...fromPending(message), ...(picture ? { picture } : {}) }];
}

function fromPending(message: Pending): Entry {
  const texts = message.text === '' ? [] : [message.text];
  return { key: `me:${message.id}`, id: message.id, from: 'me', texts, at: message.at };
}

/** The log with an answer; one that the history already showed only gains its choices. */
export function withReply(shown: readonly Entry[], reply: ReplyFrame, at: string): Entry[] {
  const key = `bot:${reply.to}`;
  const asked = shown.findIndex((entry) => entry.key === `me:${reply.to}`);
  const there = shown.findIndex(
    (entry, index) =>
      entry.key === key ||
      (asked >= 0 && index === asked + 1 && entry.from === 'bot' && same(entry.texts, reply.texts)),
  );
  const old = shown[there];
  const choices = reply.choices ? { choices: reply.choices } : {};
  if (old) return shown.with(there, { ...old, texts: reply.texts, ...choices });
  const entry: Entry = { key, id: reply.to, from: 'bot', texts: reply.texts, at, ...choices };
  return asked < 0 ? [...shown, entry] : shown.toSpliced(asked + 1, 0, entry);
}

/** The log with a notice, unless it is there already. */
export function withNotice(shown: readonly Entry[], notice: NoticeFrame, at: string): Entry[] {
  if (shown.some((entry) => entry.id === notice.id)) return [...shown];
  const { id, texts, choices } = notice;
  return [...shown, { key: `notice:${id}`, id, from: 'notice', texts, at, ...(choices ? { choices } : {}) }];
}

/** The choices that still make sense: those of the last entry, if nothing was said after it. */
export function openChoices(shown: readonly Entry[]): Choice[] {
  return shown.at(-1)?.choices ?? [];
}
