import { Counter, Gauge, type Registry } from 'prom-client';

/** What the web chat counts; labels are outcomes, never persons. */
export interface WebChatMetrics {
  socketOpened(): void;
  socketClosed(): void;
  /** One message handled: `replied`, or the code of the error frame it got. */
  message(outcome: string): void;
  /** One file posted: `stored`, or the code of the refusal. */
  file(outcome: string): void;
}

/** Registers the web chat's metrics; without a registry nothing is counted. */
export function createWebChatMetrics(registry: Registry | undefined): WebChatMetrics {
  if (registry === undefined) {
    return { socketOpened() {}, socketClosed() {}, message() {}, file() {} };
  }
  const registers = [registry];
  const sockets = new Gauge({ name: 'web_chat_sockets', help: 'Open web chat sockets', registers });
  const messages = new Counter({
    name: 'web_chat_messages_total',
    help: 'Web chat messages by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const files = new Counter({
    name: 'web_chat_files_total',
    help: 'Web chat files by outcome',
    labelNames: ['outcome'],
    registers,
  });
  return {
    socketOpened: () => sockets.inc(),
    socketClosed: () => sockets.dec(),
    message: (outcome) => messages.inc({ outcome }),
    file: (outcome) => files.inc({ outcome }),
  };
}
