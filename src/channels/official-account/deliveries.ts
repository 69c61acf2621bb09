import { officialAccountText } from '../../domain/text/official-account.js';
import type { WechatFollowerRepository } from '../../models/wechat-followers/repository.js';
import type { WechatInboxRepository } from '../../models/wechat-inbox/repository.js';
import type { Arrival } from './arrival.js';
import type { SentReport } from './delivery.js';
import { toInbound } from './inbound.js';
import { isMenuIntent } from './menu.js';
import type { PersonLimit } from './person-limit.js';
import type { Answer } from './turns.js';
import type { WindowLog } from './window-log.js';

export interface DeliveryDeps {
  answerTurn: (arrival: Arrival) => Promise<Answer>;
  /** Keeps a message whose nonce could not be judged, without any effect. */
  keepUnjudged: (arrival: Arrival) => Promise<Answer>;
  followers: Pick<WechatFollowerRepository, 'setFollowing' | 'grant'>;
  inbox: Pick<WechatInboxRepository, 'cancelPushes'>;
  windowLog: WindowLog;
  limit: PersonLimit;
  canPush: boolean;
  /** A person stopped following; called again when the event is delivered again. */
  onUnsubscribed: (person: string) => Promise<void> | void;
  /** What became of a message sent earlier; called again when the event is delivered again. */
  onSentReport: (report: SentReport & { person: string }) => Promise<void> | void;
  /** Something that is not ours. */
  onIgnored: (name: string, known: boolean) => void;
}

const SUCCESS: Answer = { type: 'success' };
const REFUSED: Answer = { type: 'refused' };

/** Takes each kind of delivery where it belongs. Throws only when nothing was kept: deliver again. */
export function createDeliveries(deps: DeliveryDeps): (arrival: Arrival) => Promise<Answer> {
  return async (arrival) => {
    const { person, id, createdAt, content } = arrival.delivered;
    if (arrival.unjudged)
      return toInbound(arrival.delivered, arrival.receivedAt) ? deps.keepUnjudged(arrival) : REFUSED;
    deps.windowLog.heard(arrival.delivered);
    switch (content.type) {
      case 'unsubscribe':
        await deps.followers.setFollowing(person, false, createdAt);
        await deps.inbox.cancelPushes(person);
        await deps.onUnsubscribed(person);
        return SUCCESS;
      case 'grants':
        await deps.followers.grant(person, id, content.grants);
        return SUCCESS;
      case 'sent_reports':
        for (const report of content.reports) await deps.onSentReport({ ...report, person });
        return SUCCESS;
      case 'ignored':
        deps.onIgnored(content.name, content.known);
        return SUCCESS;
      case 'click':
        if (isMenuIntent(content.key)) return turn(arrival);
        deps.onIgnored(`menu key ${content.key.slice(0, 40)}`, false);
        return SUCCESS;
      case 'file_without_media':
        return { type: 'text', text: officialAccountText.noFilesHere };
      case 'media':
        return deps.canPush ? turn(arrival) : { type: 'text', text: officialAccountText.noMediaHere };
      case 'subscribe':
        await deps.followers.setFollowing(person, true, createdAt);
        return turn(arrival);
      default:
        return turn(arrival);
    }
  };

  function turn(arrival: Arrival): Promise<Answer> | Answer {
    const { person, id } = arrival.delivered;
    if (deps.limit.exceeds(person, id)) return { type: 'text', text: officialAccountText.tooFast };
    return deps.answerTurn(arrival);
  }
}
