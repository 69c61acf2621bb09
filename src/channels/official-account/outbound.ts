import type { NoticeFacts, NoticePurpose } from './templates.js';

/** A message to one person that is not the answer to a callback. */
export interface OutboundMessage {
  /** Unique; the same id again is the same message. */
  id: string;
  /** openid */
  person: string;
  /** What a notice outside the chat says. */
  purpose: NoticePurpose;
  facts: NoticeFacts;
  /** What is said inside the chat while a window is open; at most 2,048 bytes of UTF-8. */
  text: string;
  /** Where a notice leads when it is tapped. */
  link?: string;
}

/** The platform's kinds of message to one person, in the order of preference. */
export const SEND_KINDS = ['custom', 'subscription', 'template'] as const;
export type SendKind = (typeof SEND_KINDS)[number];

export type SendResult =
  | { result: 'sent'; kind: SendKind; messageId?: string }
  /** Nothing was sent; again after `afterMs`. */
  | { result: 'retry'; afterMs: number; reason: string }
  /** It may have been sent: sending again may repeat it. */
  | { result: 'unknown'; kind: SendKind; reason: string }
  /** No way to this person through the account. */
  | { result: 'undeliverable'; reason: string };

/** One attempt by one kind of message. */
export type Attempt = SendResult | Fallback;

/** This kind does not reach the person now; `isNotGranted`: by the platform's word there is no grant. */
export interface Fallback {
  result: 'fallback';
  reason: string;
  isNotGranted?: boolean;
}
