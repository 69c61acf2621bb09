import type { Outbox, Pending } from './outbox.js';
import { text } from './text.js';
import { upload } from './upload.js';

export interface Sender {
  /** Sends the oldest unanswered message, if nothing is under way. */
  pump(): void;
  /** The socket is new: what was under way goes out again. */
  restart(): void;
  /** The message was answered or given up. */
  settled(id: string): void;
  /** The service asked to try later. */
  later(): void;
  /** The message under way and how much of its picture is uploaded. */
  underWay(): { id: string; progress?: number } | null;
  stop(): void;
}

const ANSWER_WAIT_MS = 30_000;
const LATER_MS = 3_000;

/** Sends messages one after the other, so that their order holds whatever fails on the way. */
export function createSender(input: {
  outbox: Outbox;
  send(frame: object): boolean;
  /** The service is silent: a new socket may help. */
  reconnect(): void;
  filesUrl: string;
  frameBytes: number;
  onChange(): void;
}): Sender {
  const { outbox } = input;
  let current: { id: string; progress?: number } | null = null;
  let timer = 0;
  const aborting = new AbortController();

  const waitThen = (ms: number, action: () => void) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(action, ms);
  };

  const pump = () => {
    const message = outbox.head();
    if (current !== null || message === undefined) return;
    const uploads = message.file !== undefined && message.fileId === undefined;
    current = { id: message.id, ...(uploads ? { progress: 0 } : {}) };
    if (uploads && message.file) void uploadThenSend(message, message.file);
    else sendNow(message);
    input.onChange();
  };

  const sendNow = (message: Pending) => {
    const { id, text: words, fileId } = message;
    const frame = { type: 'message', id, ...(words ? { text: words } : {}), ...(fileId ? { fileId } : {}) };
    if (new TextEncoder().encode(JSON.stringify(frame)).length > input.frameBytes) {
      fail(id, text.tooLong);
    } else if (input.send(frame)) {
      waitThen(ANSWER_WAIT_MS, input.reconnect);
    } else {
      current = null;
    }
  };

  const uploadThenSend = async (message: Pending, file: File) => {
    const onProgress = (progress: number) => {
      current = { id: message.id, progress };
      input.onChange();
    };
    const result = await upload(input.filesUrl, file, onProgress, aborting.signal);
    if (aborting.signal.aborted) return;
    current = null;
    if ('fileId' in result) outbox.update(message.id, { fileId: result.fileId });
    else if ('problem' in result) outbox.update(message.id, { problem: result.problem });
    else return waitThen(LATER_MS, pump);
    pump();
    input.onChange();
  };

  const fail = (id: string, problem: string) => {
    outbox.update(id, { problem });
    current = null;
    waitThen(0, pump);
  };

  return {
    pump,
    restart() {
      if (current?.progress === undefined) current = null;
      pump();
    },
    settled(id) {
      if (current?.id === id) {
        window.clearTimeout(timer);
        current = null;
      }
      pump();
    },
    later() {
      current = null;
      waitThen(LATER_MS, pump);
    },
    underWay: () => current,
    stop() {
      window.clearTimeout(timer);
      aborting.abort();
    },
  };
}
