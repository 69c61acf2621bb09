import type { InboxMessage } from '../../domain/wechat-inbox.js';
import type { Delivered } from './delivery.js';
import type { Nonce } from './replay-guard.js';

/** A delivery with the document it came in and the time we got it. */
export interface Arrival {
  delivered: Delivered;
  xml: string;
  receivedAt: Date;
  /** The store was away when the nonce was to be judged: it must be before anything has an effect. */
  unjudged?: Nonce;
}

/** Photos and videos come in series, and a series gets one answer. */
export function isBurst({ delivered: { content } }: Arrival): boolean {
  return content.type === 'media' && (content.kind === 'image' || content.kind === 'video');
}

/** What the inbox keeps of it. */
export function inboxMessage(arrival: Arrival): InboxMessage {
  const { person, id } = arrival.delivered;
  return { person, messageId: id, xml: arrival.xml, receivedAt: arrival.receivedAt, burst: isBurst(arrival) };
}
