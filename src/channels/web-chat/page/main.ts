import { type Chat, startChat } from './chat.js';
import { now } from './clock.js';
import { createComposer } from './composer.js';
import { byId } from './dom.js';
import { fillTexts } from './fill-texts.js';
import type { ReplyFrame } from './frames.js';
import { watchIdle } from './idle-watch.js';
import { createKeep } from './keep.js';
import { largeTextSwitch } from './large-text.js';
import { createLogView } from './log-view.js';
import { pictureSources } from './picture-sources.js';
import { picturePicker } from './pictures.js';
import { readSettings } from './settings.js';
import { readSlipLink, renderSlip } from './slip.js';
import { text } from './text.js';
import { voiceButton } from './voice.js';

fillTexts(document);
const settings = readSettings(document.documentElement.dataset);
const keep = createKeep(!settings.terminal);
const log = byId('log');
const toast = byId('toast');
const slipPlace = byId('slip-place');
const startScreen = byId('start');
const stillThere = byId<HTMLDialogElement>('still-there');
const field = byId<HTMLTextAreaElement>('field');

let chat: Chat | null = null;
let idle: ReturnType<typeof watchIdle> | null = null;
let toastTimer = 0;
let lastWords: string[] = [];

byId('sample').hidden = !settings.sampleData;
byId('finish').hidden = !settings.terminal;

const announce = (words: string) => {
  toast.textContent = words;
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => {
    toast.textContent = '';
  }, 6000);
};

const view = createLogView(log, {
  onResend: (id) => chat?.resend(id),
  onDiscard: (id) => chat?.discard(id),
});
const large = largeTextSwitch(byId('large'), keep);
const composer = createComposer({
  form: byId<HTMLFormElement>('composer'),
  field,
  keep,
  onSend(words) {
    voice.stop();
    for (const { file, address } of pictures.take()) chat?.sendPicture(file, address);
    chat?.say(words);
    composer.focus();
  },
});
const sources = pictureSources(byId<HTMLButtonElement>('pictures'), byId('sources'));
const pictures = picturePicker({
  inputs: [byId<HTMLInputElement>('camera'), byId<HTMLInputElement>('album')],
  preview: byId('preview'),
  pasteInto: field,
  maxBytes: settings.fileBytes,
  say: announce,
  onChange: () => sources.close(),
});
const voice = voiceButton({
  button: byId<HTMLButtonElement>('voice'),
  allowed: !settings.terminal,
  onText: (words) => composer.fill(words),
  say: announce,
});

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-say]')) {
  button.addEventListener('click', () => chat?.say(button.textContent ?? ''));
}

const setStatus = (words: string, online: boolean) => {
  const status = byId('status');
  if (status.textContent !== words) status.textContent = words;
  document.documentElement.classList.toggle('offline', !online);
};

const begin = () => {
  chat = startChat({
    settings,
    keep,
    view,
    log,
    choices: byId('choices'),
    setStatus,
    announce,
    onReply: (reply) => {
      idle?.touch();
      lastWords = reply.texts;
      if (settings.terminal && reply.slip) showSlip(reply);
    },
    onPickedByKeyboard: composer.focus,
    onEnded: () => (settings.terminal ? onTerminalEnded() : restartAsNobody()),
  });
};

/** 退出: nothing of the visitor stays in this browser, and the next page load makes a new one. */
const restartAsNobody = () => {
  chat?.close();
  chat = null;
  keep.clear();
  composer.clear();
  pictures.clear();
  const texts = lastWords.length > 0 ? lastWords : [text.ended];
  const farewell = { key: 'ended', id: 'ended', from: 'bot' as const, texts, at: now().toISOString() };
  view.clear();
  view.show([farewell], () => null);
  byId('choices').hidden = true;
  byId('composer').hidden = true;
  byId('words').hidden = true;
  announce('');
  setStatus('', true);
  const again = byId('again');
  again.hidden = false;
  again.addEventListener('click', () => location.replace('/chat'), { once: true });
  again.focus();
};

const showSlip = (reply: ReplyFrame) => {
  if (!reply.slip) return;
  view.clear();
  composer.clear();
  pictures.clear();
  byId('choices').replaceChildren();
  document.body.classList.add('with-slip');
  slipPlace.replaceChildren(
    renderSlip({
      slip: reply.slip,
      texts: reply.texts,
      publicUrl: settings.publicUrl,
      onDone: clearTerminal,
    }),
  );
  byId('slip-title').focus();
};

const onTerminalEnded = () => {
  const cutOff = chat?.hasUnanswered() === true && slipPlace.childElementCount === 0;
  chat?.close();
  chat = null;
  if (slipPlace.childElementCount > 0) return;
  clearTerminal();
  if (cutOff) byId('start-note').textContent = text.terminal.cutOff;
};

/** Nothing of the last visitor stays: log, slip, input, pictures, choices, messages under way. */
const clearTerminal = () => {
  idle?.stop();
  idle = null;
  chat?.close();
  chat = null;
  voice.stop();
  view.clear();
  slipPlace.replaceChildren();
  pictures.clear();
  composer.clear();
  large.reset();
  announce('');
  const choices = byId('choices');
  choices.replaceChildren();
  delete choices.dataset['shape'];
  byId('start-note').textContent = '';
  document.body.classList.remove('with-slip');
  if (stillThere.open) stillThere.close();
  setStatus('', true);
  startScreen.hidden = false;
  byId('app').inert = true;
  byId('begin').focus();
};

/** Each start fetches the page anew: that ends the visitor before and makes a new one. */
const beginTerminal = async () => {
  const note = byId('start-note');
  note.textContent = text.terminal.starting;
  try {
    const answer = await fetch('/chat?terminal=1', { cache: 'no-store' });
    if (!answer.ok) throw new Error(String(answer.status));
  } catch {
    note.textContent = text.terminal.noConnection;
    return;
  }
  note.textContent = '';
  startScreen.hidden = true;
  byId('app').inert = false;
  idle = watchIdle({
    idleMs: settings.idleMs,
    warningMs: settings.warningMs,
    onActive: () => chat?.active(),
    onWarning: warn,
    onIdle: clearTerminal,
  });
  begin();
  composer.focus();
};

const warn = (secondsLeft: number | null) => {
  if (secondsLeft === null) return stillThere.close();
  byId('seconds').textContent = text.terminal.clearsIn(secondsLeft);
  if (!stillThere.open) stillThere.showModal();
};

if (settings.terminal) {
  byId('begin').addEventListener('click', () => void beginTerminal());
  byId('finish').addEventListener('click', () => {
    leaveTerminal();
  });
  byId('still-yes').addEventListener('click', () => idle?.touch());
  byId('still-no').addEventListener('click', leaveTerminal);
  window.addEventListener('pagehide', clearTerminal);
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
  clearTerminal();
} else {
  startScreen.remove();
  const slip = readSlipLink(location.hash);
  if (slip) {
    history.replaceState(null, '', '/chat');
    composer.fill(text.lookUp(slip.petitionNo, slip.queryCode));
  }
  window.addEventListener('beforeunload', (event) => {
    if (chat?.hasUnsentPictures()) event.preventDefault();
  });
  begin();
}

/** The service ends the visitor when it hears 结束; the screen does not wait for it. */
function leaveTerminal(): void {
  chat?.leave();
  chat = null;
  clearTerminal();
}
