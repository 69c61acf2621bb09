import type { FastifyBaseLogger } from 'fastify';
import type { Attachment, InboundMessage, Reply } from '../../bot/message.js';
import { isFinishWord, isLeaveWord, webChatText } from '../../domain/text/web-chat.js';
import type { WebChatDeps } from './deps.js';
import { errorFrame } from './error-frame.js';
import type { InFrame, OutFrame } from './frames.js';
import type { LiveVisitor } from './live-visitor.js';

type MessageFrame = Extract<InFrame, { type: 'message' }>;

/** What one message led to: the frame for the one who asked, and whether the visitor ends with it. */
export interface Turn {
  frame: OutFrame;
  ends: boolean;
}

/** One message as it arrived. */
export interface Arrival {
  frame: MessageFrame;
  /** Network address of the socket it came through. */
  address: string;
  receivedAt: Date;
}

/** Hands one message to the conversation core. Never rejects: what failed becomes an error frame. */
export async function takeTurn(
  deps: WebChatDeps,
  live: LiveVisitor,
  arrival: Arrival,
  log: FastifyBaseLogger,
): Promise<Turn> {
  const { frame } = arrival;
  if (live.ended) return { frame: errorFrame('visit_ended', frame.id), ends: false };
  if (live.terminal && isFinishWord(frame.text)) return finished(frame.id);
  try {
    const attachment = await findAttachment(deps, live, frame);
    if (attachment === null) return { frame: errorFrame('file_unknown', frame.id), ends: false };
    const reply = await deps.receive(toInbound(live, arrival, attachment));
    return { frame: replyFrame(live, frame.id, reply), ends: endsWith(live, frame, reply) };
  } catch (error) {
    log.error({ err: error }, 'a web chat message was not taken; the client sends it again');
    return { frame: errorFrame('try_again', frame.id), ends: false };
  }
}

/** The attachment a message names: undefined when it names none, null when it is not this visitor's. */
async function findAttachment(
  deps: WebChatDeps,
  live: LiveVisitor,
  frame: MessageFrame,
): Promise<Attachment | undefined | null> {
  return frame.fileId === undefined ? undefined : deps.files.find(frame.fileId, live.who);
}

function toInbound(
  live: LiveVisitor,
  { frame, address, receivedAt }: Arrival,
  attachment: Attachment | undefined,
): InboundMessage {
  return {
    ...live.who,
    id: frame.id,
    text: frame.text,
    ...(attachment ? { attachments: [{ fileId: attachment.fileId, kind: attachment.kind }] } : {}),
    ...(live.terminal ? { terminal: true } : {}),
    address,
    receivedAt,
  };
}

function replyFrame(live: LiveVisitor, to: string, reply: Reply): OutFrame {
  return {
    type: 'reply',
    to,
    texts: reply.texts,
    ...(reply.choices?.length ? { choices: reply.choices } : {}),
    ...(live.terminal && reply.slip ? { slip: reply.slip } : {}),
  };
}

function endsWith(live: LiveVisitor, frame: MessageFrame, reply: Reply): boolean {
  return reply.leaves === true || isLeaveWord(frame.text) || (live.terminal && reply.slip !== undefined);
}

function finished(to: string): Turn {
  return { frame: { type: 'reply', to, texts: [webChatText.terminalFinished()] }, ends: true };
}
