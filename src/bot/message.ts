/** The neutral form of a chat message; channels translate to and from it and know nothing else of the bot. */

import type { Channel } from '../domain/channel.js';
import type { Choice } from '../domain/text/choice.js';

export { CHANNEL, type Channel } from '../domain/channel.js';
export type { Choice } from '../domain/text/choice.js';

/** A file that the channel has already stored for this person (see `services/files`). */
export interface Attachment {
  fileId: string;
  kind: 'image' | 'audio' | 'video' | 'document';
}

export interface InboundMessage {
  channel: Channel;
  /** The person's identity inside the channel (visitor id, openid, contact id); never shared between channels. */
  person: string;
  /** Unique per person; the same id again is the same message delivered again. */
  id: string;
  text: string;
  attachments?: Attachment[];
  /** A location the person sent, as the channel words it (label, address). */
  location?: string;
  /** A menu click, in place of text: an intent's name. */
  intent?: string;
  /** The shared terminal in the reception hall: nothing may be remembered of the person. */
  terminal?: boolean;
  /** Network address the message came from, where the channel knows one; for the lock on wrong query codes. */
  address?: string;
  receivedAt: Date;
}

/** What a submission's slip shows; only the terminal prints it. */
export interface Slip {
  petitionNo: string;
  queryCode: string;
}

/** The bot's answer to one message: texts in order, then perhaps choices. */
export interface Reply {
  texts: string[];
  choices?: Choice[];
  slip?: Slip;
  /** The person leaves (退出): the channel forgets who they are once this is said. */
  leaves?: true;
}

/**
 * The one door into the conversation core. When it rejects, deliver the same message again: what it did before
 * may be durable, and is not done a second time.
 */
export type Receive = (message: InboundMessage) => Promise<Reply>;
