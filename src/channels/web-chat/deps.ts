import type { Registry } from 'prom-client';
import type { Attachment, CHANNEL, Choice, Receive } from '../../bot/message.js';
import type { Clock } from '../../clock.js';
import type { WebChatLimits } from './limits.js';

/** A visitor of the web chat, as the rest of the service names a person. */
export interface Who {
  channel: typeof CHANNEL.webChat;
  person: string;
}

export interface HistoryItem {
  id: string;
  from: 'me' | 'bot';
  texts: string[];
  at: Date | string;
}

export interface Notice {
  id: string;
  texts: string[];
  choices?: Choice[];
}

export interface FileStore {
  /** Keeps the bytes for this person; rejects with AppError `file_type_refused` or `file_too_large`. */
  store(
    input: Who & { bytes: Buffer; name?: string; receivedAt: Date },
  ): Promise<{ fileId: string; kind: Attachment['kind']; type: string; size: number }>;
  /** The person's own file, or null. */
  find(fileId: string, who: Who): Promise<Attachment | null>;
}

export interface NoticeBox {
  /** What this person has not acknowledged yet, oldest first. */
  pending(who: Who): Promise<Notice[]>;
  /** Idempotent. */
  acknowledge(who: Who, id: string): Promise<void>;
  /** Calls back when something was put in the box of a person; returns the way to stop. */
  onEnqueued(listener: (who: Who) => void): () => void;
}

/** What the web chat needs from the rest of the service. */
export interface WebChatDeps {
  receive: Receive;
  files: FileStore;
  /** The last 50 messages and answers of this person, oldest first. */
  history(who: Who): Promise<HistoryItem[]>;
  notices: NoticeBox;
  /** Erases session, history and draft, and remembers durably that this person has ended. Idempotent. */
  endVisitor(who: Who): Promise<void>;
  /** Whether `endVisitor` was ever called for this person, also before a restart. */
  isEnded(who: Who): Promise<boolean>;
  clock: Clock;
  /** Key of the visitor cookie's signature. */
  signingKey: Buffer;
  /** Whether cookies are only sent over HTTPS. */
  secureCookies: boolean;
  /** Address under which people reach the service; goes into the slip's QR code. */
  publicUrl?: string;
  /** Whether the store holds sample data: the page then says so. */
  sampleData?: () => boolean;
  metrics?: Registry;
  limits?: Partial<WebChatLimits>;
}
