import type { Receive, Reply } from '../../bot/message.js';
import type { Clock } from '../../clock.js';
import { officialAccountText } from '../../domain/text/official-account.js';
import type { WechatMediaRepository } from '../../models/wechat-media/repository.js';
import type { Arrival } from './arrival.js';
import { reservedFileId, toInbound } from './inbound.js';
import type { MediaFiles } from './media-files.js';
import { messagesOf } from './reply-text.js';
import { TEXT_BYTES } from './split-text.js';

/** Takes a delivery through its turn; the parts of its answer, each fit for one message. Repeatable. */
export type Conversation = (arrival: Arrival) => Promise<string[]>;

export interface ConversationDeps {
  receive: Receive;
  media: Pick<WechatMediaRepository, 'enqueue'>;
  files: Pick<MediaFiles, 'reserve'>;
  clock: Clock;
  /** Without it the rest of a long answer is asked for by the person. */
  canPush: boolean;
  onMediaQueued: () => void;
}

export function createConversation(deps: ConversationDeps): Conversation {
  return async (arrival) => {
    await queueMedia(deps, arrival);
    const inbound = toInbound(arrival.delivered, arrival.receivedAt);
    if (inbound === undefined) return [];
    const reply = await deps.receive(inbound);
    return partsOf(withOwnWords(arrival, reply), deps.canPush);
  };
}

async function queueMedia(
  { media, files, clock, onMediaQueued }: ConversationDeps,
  arrival: Arrival,
): Promise<void> {
  const { person, id, content } = arrival.delivered;
  if (content.type !== 'media') return;
  const { kind, mediaId, name } = content;
  const fileId = reservedFileId(person, id);
  await files.reserve({ fileId, person, kind, receivedAt: arrival.receivedAt });
  await media.enqueue(
    {
      fileId,
      person,
      mediaId,
      kind,
      receivedAt: arrival.receivedAt,
      ...(name === undefined ? {} : { name }),
    },
    clock.now(),
  );
  onMediaQueued();
}

/** What the channel adds: a recording that was not understood, a welcome where nothing else is said. */
function withOwnWords({ delivered: { content } }: Arrival, reply: Reply): Reply {
  if (content.type === 'media' && content.kind === 'audio') {
    return { ...reply, texts: [officialAccountText.typeInstead, ...reply.texts] };
  }
  if (content.type === 'subscribe' && reply.texts.length === 0)
    return { texts: [officialAccountText.welcome] };
  return reply;
}

function partsOf(reply: Reply, canPush: boolean): string[] {
  const whole = messagesOf(reply);
  if (canPush || whole.length < 2) return whole;
  const tail = `\n${officialAccountText.moreFollows}`;
  const parts = messagesOf(reply, TEXT_BYTES - Buffer.byteLength(tail));
  return parts.map((part, n) => (n < parts.length - 1 ? part + tail : part));
}
