import type { Choice, HistoryItem, NoticeFrame, ReplyFrame } from './frames.js';
import type { Pending } from './outbox.js';
import { text } from './text.js';

/** One entry of the log, as it is shown. */
export interface Entry {
  /** The history's id: a message's own, `${id}:reply` for its answer; `notice:${id}` for a notice. */
  key: string;
  /** The id of the message, of the message answered, or of the notice. */
  id: string;
  from: 'me' | 'bot' | 'notice';
  texts: string[];
  at: string;
  choices?: Choice[];
  /** Address of the picture this entry shows, while the page knows it. */
  picture?: string;
}

const REPLY = ':reply';
export const replyKey = (id: string) => `${id}${REPLY}`;
export const noticeKey = (id: string) => `notice:${id}`;

/**
 * What is shown with what the server remembers. Entries are the same when their keys are, whatever the clocks say:
 * those known keep their place, picture and choices, those new follow what the server has before them.
 */
export function withHistory(shown: readonly Entry[], items: readonly HistoryItem[]): Entry[] {
  const entries = [...shown];
  let place = -1;
  for (const item of items) {
    const known = entries.findIndex((entry) => entry.key === item.id);
    if (known >= 0) {
      entries[known] = { ...fromHistory(item), ...extras(entries[known]) };
      place = Math.max(place, known);
    } else {
      place += 1;
      entries.splice(place, 0, fromHistory(item));
    }
  }
  return entries;
}

function fromHistory({ id, from, texts, at }: HistoryItem): Entry {
  return { key: id, id: from === 'bot' ? id.replace(/:reply$/, '') : id, from, texts, at };
}

/** What only the page knows of an entry. A tapped choice reads as it did on its button. */
function extras(entry: Entry | undefined): Partial<Entry> {
  if (entry === undefined) return {};
  const { choices, picture } = entry;
  return {
    ...(entry.from === 'me' ? { texts: entry.texts } : {}),
    ...(choices ? { choices } : {}),
    ...(picture ? { picture } : {}),
  };
}

/** The log with a message of mine. */
export function withMine(shown: readonly Entry[], message: Pending, picture?: string): Entry[] {
  const words = message.label ?? message.text;
  const entry: Entry = {
    key: message.id,
    id: message.id,
    from: 'me',
    texts: words === '' ? [] : [words],
    at: message.at,
    ...(picture ? { picture } : {}),
  };
  return shown.some(({ key }) => key === entry.key) ? [...shown] : [...shown, entry];
}

/** The log with an answer after its message; one that the history already showed only gains its choices. */
export function withReply(shown: readonly Entry[], reply: ReplyFrame, at: string): Entry[] {
  const key = replyKey(reply.to);
  const choices = reply.choices ? { choices: reply.choices } : {};
  const there = shown.findIndex((entry) => entry.key === key);
  const old = shown[there];
  if (old) return shown.with(there, { ...old, texts: reply.texts, ...choices });
  const entry: Entry = { key, id: reply.to, from: 'bot', texts: reply.texts, at, ...choices };
  const asked = shown.findIndex((other) => other.key === reply.to);
  return asked < 0 ? [...shown, entry] : shown.toSpliced(asked + 1, 0, entry);
}

/** The log with a notice, unless it is there already; after the entry `after`, or else at the end. */
export function withNotice(
  shown: readonly Entry[],
  notice: Omit<NoticeFrame, 'type'>,
  at: string,
  after?: string,
): Entry[] {
  const { id, texts, choices } = notice;
  const key = noticeKey(id);
  if (shown.some((entry) => entry.key === key)) return [...shown];
  const entry: Entry = { key, id, from: 'notice', texts, at, ...(choices ? { choices } : {}) };
  const before = shown.findIndex((other) => other.key === after);
  return before < 0 ? [...shown, entry] : shown.toSpliced(before + 1, 0, entry);
}

/** The choices that still make sense: those of the last entry; a notice without any leaves those before it open. */
export function openChoices(shown: readonly Entry[]): Choice[] {
  return shown.findLast((entry) => entry.from !== 'notice' || entry.choices)?.choices ?? [];
}

/** What somebody reads first whose conversation is still empty. */
export function welcome(at: string): Entry {
  const choices = text.welcomeChoices.map((word) => ({ value: word, label: word }));
  return { key: 'welcome', id: 'welcome', from: 'bot', texts: [text.welcome], at, choices };
}
