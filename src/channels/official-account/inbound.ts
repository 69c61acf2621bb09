import { createHash } from 'node:crypto';
import { CHANNEL, type InboundMessage } from '../../bot/message.js';
import { officialAccountWord } from '../../domain/text/official-account.js';
import type { Delivered } from './delivery.js';
import { isMenuIntent } from './menu.js';

/**
 * The id under which a message's media will be stored: known before it is downloaded, the same for
 * every delivery.
 */
export function reservedFileId(person: string, messageId: string): string {
  return createHash('sha256')
    .update(`${CHANNEL.officialAccount}:${person}:${messageId}`)
    .digest('hex')
    .slice(0, 32);
}

/** The neutral message, or undefined when the delivery is none for the conversation. */
export function toInbound(delivered: Delivered, receivedAt: Date): InboundMessage | undefined {
  const content = contentOf(delivered);
  if (content === undefined) return undefined;
  const { person, id } = delivered;
  return { channel: CHANNEL.officialAccount, person, id, receivedAt, text: '', ...content };
}

function contentOf({ content, person, id }: Delivered): Partial<InboundMessage> | undefined {
  switch (content.type) {
    case 'text':
      return { text: content.text };
    case 'media':
      return { attachments: [{ fileId: reservedFileId(person, id), kind: content.kind }] };
    case 'location':
      return { location: content.location };
    case 'subscribe':
      return { intent: 'subscribe' };
    case 'scan':
      return { text: officialAccountWord.menu };
    case 'click':
      return isMenuIntent(content.key) ? { intent: content.key } : undefined;
    default:
      return undefined;
  }
}
