import { webChatText } from '../../domain/text/web-chat.js';
import type { ErrorCode, OutFrame } from './frames.js';

const TEXTS: Record<ErrorCode, () => string> = {
  rate_limited: webChatText.rateLimited,
  busy: webChatText.busy,
  try_again: webChatText.tryAgain,
  malformed: webChatText.malformedFrame,
  bad_message_id: webChatText.messageIdRefused,
  empty_message: webChatText.emptyMessage,
  frame_too_large: webChatText.frameTooLarge,
  file_unknown: webChatText.fileUnknown,
  history_unavailable: webChatText.historyUnavailable,
  visit_ended: webChatText.visitEnded,
};

/** The frame that tells the client what was wrong; `to` is the message it is about. */
export function errorFrame(code: ErrorCode, to?: string): OutFrame {
  return { type: 'error', ...(to === undefined ? {} : { to }), code, text: TEXTS[code]() };
}
