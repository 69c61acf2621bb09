import { officialAccountWord } from '../../domain/text/official-account.js';
import { INBOX_OUTCOME, type InboxEntry } from '../../domain/wechat-inbox.js';
import type { WechatInboxRepository } from '../../models/wechat-inbox/repository.js';
import type { Arrival } from './arrival.js';

type Inbox = Pick<WechatInboxRepository, 'ofPerson' | 'partsOf' | 'handOut'>;

/**
 * For `继续`: the next part of an answer that waits for the person, the same one when the message is
 * delivered again; undefined when the message asks for nothing or nothing waits.
 */
export async function restFor(
  inbox: Inbox,
  arrival: Arrival,
  entries: readonly InboxEntry[],
): Promise<string | undefined> {
  const { content, id: messageId } = arrival.delivered;
  if (content.type !== 'text' || content.text.trim() !== officialAccountWord.continue) return undefined;
  for (const entry of entries) {
    const given = entry.handedOut.find(({ to }) => to === messageId);
    if (given) return (await inbox.partsOf(entry.id))[given.part];
  }
  const waiting = entries.findLast(isWaiting);
  if (waiting === undefined) return undefined;
  if (await inbox.handOut(waiting.id, waiting.nextPart, messageId)) {
    return (await inbox.partsOf(waiting.id))[waiting.nextPart];
  }
  return restFor(inbox, arrival, await inbox.ofPerson(arrival.delivered.person));
}

/** Parts are left and nobody is going to send them. */
function isWaiting({ owed, outcome, nextPart, partCount }: InboxEntry): boolean {
  const isKept = outcome === INBOX_OUTCOME.kept || outcome === INBOX_OUTCOME.dead;
  return owed === undefined && isKept && nextPart < partCount;
}
