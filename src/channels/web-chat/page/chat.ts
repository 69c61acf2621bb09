import { showChoices } from './choices-view.js';
import { connect } from './connection.js';
import { type Entry, openChoices, withHistory, withMine, withNotice, withReply } from './conversation.js';
import type { ErrorFrame, ReplyFrame, ServerFrame } from './frames.js';
import { RETRYABLE } from './frames.js';
import type { Keep } from './keep.js';
import type { LogView, SendState } from './log-view.js';
import { createOutbox, newId, type Pending } from './outbox.js';
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
  /** Ends the visit at the terminal: the service hears it at once, this page listens no more. */
  finish(): void;
  close(): void;
}

const TYPING_AFTER_MS = 500;

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
  onEnded(): void;
}): Chat {
  const { settings, keep, view, log } = input;
  const suffix = settings.terminal ? '?terminal=1' : '';
  const outbox = createOutbox(keep);
  let entries: Entry[] = withHistory([], [], outbox.all());
  let online = false;
  let typingTimer = 0;

  const connection = connect({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/chat/socket${suffix}`,
    onOpen() {
      online = true;
      input.setStatus(text.status.online, true);
      sender.restart();
    },
    onFrame: (frame) => onFrame(frame),
    onLost() {
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
    if (pending.problem !== undefined)
      return { label: `${text.state.failed}。${pending.problem}`, failed: true };
    const underWay = sender.underWay();
    if (underWay?.id !== entry.id || !online) return { label: text.state.waiting, failed: false };
    const progress = underWay.progress === undefined ? {} : { progress: underWay.progress };
    return { label: text.state.sending, failed: false, ...progress };
  };

  const render = () => {
    const pinned = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    view.show(entries, stateOf);
    showChoices(input.choices, outbox.all().length > 0 ? [] : openChoices(entries), (c) => say(c.value));
    renderTyping();
    if (pinned) toEnd();
  };

  const renderTyping = () => {
    window.clearTimeout(typingTimer);
    const underWay = sender.underWay();
    if (!online || underWay === null) view.setTyping(false);
    else
      typingTimer = window.setTimeout(() => {
        view.setTyping(true);
        toEnd();
      }, TYPING_AFTER_MS);
  };

  const toEnd = () => {
    log.scrollTop = log.scrollHeight;
  };

  const now = () => new Date().toISOString();

  const onFrame = (frame: ServerFrame) => {
    if (frame.type === 'history') {
      log.setAttribute('aria-busy', 'true');
      entries = withHistory(entries, frame.items, outbox.all());
      restoreChoices();
      render();
      toEnd();
      log.setAttribute('aria-busy', 'false');
    } else if (frame.type === 'reply') onReply(frame);
    else if (frame.type === 'notice') {
      connection.send({ type: 'ack', id: frame.id });
      entries = withNotice(entries, frame, now());
      render();
    } else if (frame.type === 'error') onError(frame);
    else if (frame.type === 'ended') input.onEnded();
  };

  /** The history has no choices; those of the last answer are remembered here. */
  const restoreChoices = () => {
    const last = entries.at(-1);
    const kept = keep.read<{ texts: string; choices: Entry['choices'] } | null>('choices', null);
    if (last?.from === 'bot' && !last.choices && kept?.texts === last.texts.join('\n')) {
      entries = [...entries.slice(0, -1), { ...last, ...(kept.choices ? { choices: kept.choices } : {}) }];
    }
  };

  const onReply = (reply: ReplyFrame) => {
    outbox.remove(reply.to);
    entries = withReply(entries, reply, now());
    keep.write('choices', reply.choices ? { texts: reply.texts.join('\n'), choices: reply.choices } : null);
    sender.settled(reply.to);
    render();
    toEnd();
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
    toEnd();
  };

  const say = (words: string) => {
    if (words.trim() !== '') add({ id: newId(), text: words, at: now() });
  };

  const close = () => {
    sender.stop();
    connection.close();
    window.clearTimeout(typingTimer);
  };

  render();
  return {
    say,
    sendPicture: (file, address) => add({ id: newId(), text: '', file, at: now() }, address),
    resend(id) {
      outbox.update(id, { problem: undefined });
      sender.pump();
      render();
    },
    discard(id) {
      outbox.remove(id);
      entries = entries.filter((entry) => entry.key !== `me:${id}`);
      render();
    },
    active: () => connection.send({ type: 'active' }),
    hasUnsentPictures: () => outbox.all().some((m) => m.file !== undefined && m.fileId === undefined),
    hasUnanswered: () => outbox.all().length > 0,
    finish() {
      connection.send({ type: 'message', id: newId(), text: text.commands.finish });
      close();
    },
    close,
  };
}
