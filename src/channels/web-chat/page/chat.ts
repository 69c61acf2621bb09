import { showChoices } from './choices-view.js';
import { now } from './clock.js';
import { connect } from './connection.js';
import {
  type Entry,
  noticeKey,
  openChoices,
  replyKey,
  welcome,
  withHistory,
  withMine,
  withNotice,
  withReply,
} from './conversation.js';
import type { Choice, ErrorFrame, NoticeFrame, ReplyFrame, ServerFrame } from './frames.js';
import { RETRYABLE } from './frames.js';
import type { Keep } from './keep.js';
import { keepNotice, withKeptNotices } from './kept-notices.js';
import type { LogView, SendState } from './log-view.js';
import { createOutbox, newId, type Pending } from './outbox.js';
import { pinLog } from './pinned-log.js';
import { createSender } from './sender.js';
import type { Settings } from './settings.js';
import { text } from './text.js';

export interface Chat {
  say(words: string): void;
  sendPicture(file: File, address: string): void;
  resend(id: string): void;
  discard(id: string): void;
  /** Tells the service that somebody is at the screen. */
  active(): void;
  hasUnsentPictures(): boolean;
  hasUnanswered(): boolean;
  /** Tells the service that the visitor is done and shows nothing more, whatever still arrives. */
  leave(): void;
  close(): void;
}

const TYPING_AFTER_MS = 500;
/** How long a farewell may take to reach the service. */
const LEAVE_WITHIN_MS = 3_000;

/** One visitor's conversation: what is shown, what waits for an answer, and the socket between. */
export function startChat(input: {
  settings: Settings;
  keep: Keep;
  view: LogView;
  log: HTMLElement;
  choices: HTMLElement;
  setStatus(words: string, online: boolean): void;
  announce(words: string): void;
  onReply(reply: ReplyFrame): void;
  /** A choice was taken with the keyboard, and its button is gone. */
  onPickedByKeyboard(): void;
  onEnded(): void;
}): Chat {
  const { settings, keep, view, log } = input;
  const suffix = settings.terminal ? '?terminal=1' : '';
  const outbox = createOutbox(keep);
  const pin = pinLog(log);
  let entries = outbox.all().reduce<Entry[]>((shown, message) => withMine(shown, message), []);
  let remembered = false;
  /** The screen may belong to somebody else by now. */
  let gone = false;
  let online = false;
  let typingTimer = 0;

  const connection = connect({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/chat/socket${suffix}`,
    onOpen() {
      if (gone) return;
      online = true;
      input.setStatus(text.status.online, true);
      sender.restart();
    },
    onFrame: (frame) => {
      if (!gone) onFrame(frame);
    },
    onLost() {
      if (gone) return;
      if (online) input.announce(text.status.lost);
      online = false;
      input.setStatus(text.status.offline, false);
      render();
    },
  });

  const sender = createSender({
    outbox,
    send: (frame) => connection.send(frame),
    reconnect: () => connection.reconnect(),
    filesUrl: `/chat/files${suffix}`,
    frameBytes: settings.frameBytes,
    onChange: () => render(),
  });

  const stateOf = (entry: Entry): SendState | null => {
    const pending = entry.from === 'me' ? outbox.find(entry.id) : undefined;
    if (pending === undefined) return null;
    if (pending.problem !== undefined) return { label: text.failedBecause(pending.problem), failed: true };
    const underWay = sender.underWay();
    if (underWay?.id !== entry.id || !online) return { label: text.state.waiting, failed: false };
    const progress = underWay.progress === undefined ? {} : { progress: underWay.progress };
    return { label: text.state.sending, failed: false, ...progress };
  };

  const render = () => {
    if (gone) return;
    view.show(entries, stateOf);
    showChoices(input.choices, outbox.all().length > 0 ? [] : openChoices(entries), pick);
    renderTyping();
  };

  const renderTyping = () => {
    window.clearTimeout(typingTimer);
    const underWay = sender.underWay();
    if (!online || underWay === null) view.setTyping(false);
    else
      typingTimer = window.setTimeout(() => {
        view.setTyping(true);
        pin.toEnd();
      }, TYPING_AFTER_MS);
  };

  const instant = () => now().toISOString();

  const pick = (choice: Choice, byKeyboard: boolean) => {
    add({ id: newId(), text: choice.value, label: choice.label, at: instant() });
    if (byKeyboard) input.onPickedByKeyboard();
  };

  const onFrame = (frame: ServerFrame) => {
    if (frame.type === 'history') {
      log.setAttribute('aria-busy', 'true');
      entries = withHistory(entries, frame.items);
      if (!remembered) entries = withKeptNotices(keep, entries);
      remembered = true;
      if (entries.length === 0) entries = [welcome(instant())];
      restoreChoices();
      render();
      pin.toEnd();
      log.setAttribute('aria-busy', 'false');
    } else if (frame.type === 'reply') onReply(frame);
    else if (frame.type === 'notice') onNotice(frame);
    else if (frame.type === 'error') onError(frame);
    else if (frame.type === 'ended') input.onEnded();
  };

  /** The history has no choices; those of the last answer are remembered here. */
  const restoreChoices = () => {
    const kept = keep.read<{ key: string; choices: Choice[] } | null>('choices', null);
    if (kept === null) return;
    entries = entries.map((entry) =>
      entry.key === kept.key && !entry.choices ? { ...entry, choices: kept.choices } : entry,
    );
  };

  const onNotice = (notice: NoticeFrame) => {
    if (!entries.some((entry) => entry.key === noticeKey(notice.id))) {
      const after = entries.at(-1)?.key;
      entries = withNotice(entries, notice, instant());
      const shown = entries.at(-1);
      if (shown) keepNotice(keep, shown, after);
      render();
      pin.toEnd();
    }
    connection.send({ type: 'ack', id: notice.id });
  };

  const onReply = (reply: ReplyFrame) => {
    outbox.remove(reply.to);
    entries = withReply(entries, reply, instant());
    keep.write('choices', reply.choices ? { key: replyKey(reply.to), choices: reply.choices } : null);
    sender.settled(reply.to);
    render();
    pin.toEnd();
    input.onReply(reply);
  };

  const onError = (error: ErrorFrame) => {
    if (error.to === undefined || outbox.find(error.to) === undefined) input.announce(error.text);
    else if (RETRYABLE.has(error.code)) {
      sender.later();
      input.announce(error.text);
    } else {
      outbox.update(error.to, { problem: error.text });
      sender.settled(error.to);
    }
    render();
  };

  const add = (message: Pending, picture?: string) => {
    outbox.add(message);
    entries = withMine(entries, message, picture);
    sender.pump();
    render();
    pin.toEnd();
  };

  const retire = () => {
    gone = true;
    entries = [];
    sender.stop();
    pin.stop();
    window.clearTimeout(typingTimer);
  };

  const say = (words: string) => {
    if (words.trim() !== '') add({ id: newId(), text: words, at: instant() });
  };

  render();
  return {
    say,
    sendPicture: (file, address) => add({ id: newId(), text: '', file, at: instant() }, address),
    resend(id) {
      outbox.update(id, { problem: undefined });
      sender.pump();
      render();
    },
    discard(id) {
      outbox.remove(id);
      entries = entries.filter((entry) => entry.key !== id);
      render();
    },
    active: () => connection.send({ type: 'active' }),
    hasUnsentPictures: () => outbox.all().some((m) => m.file !== undefined && m.fileId === undefined),
    hasUnanswered: () => outbox.all().length > 0,
    leave() {
      retire();
      connection.send({ type: 'message', id: newId(), text: text.page.finish });
      window.setTimeout(connection.close, LEAVE_WITHIN_MS);
    },
    close() {
      retire();
      connection.close();
    },
  };
}
