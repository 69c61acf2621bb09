import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.js';
import { isAppError } from '../../errors.js';
import type { Follower, WechatFollowerRepository } from '../../models/wechat-followers/repository.js';
import type { WechatApi } from './api/client.js';
import { PlatformRefused, PlatformUnreachable } from './api/errors.js';
import {
  type Attempt,
  type OutboundMessage,
  SEND_KINDS,
  type SendKind,
  type SendResult,
} from './outbound.js';
import type { Quotas } from './quotas.js';
import { TEXT_BYTES } from './split-text.js';
import { type NoticeTemplate, type NoticeTemplates, noticeData } from './templates.js';
import type { WindowLog } from './window-log.js';
import { openWindow, WINDOW } from './windows.js';

export interface Sender {
  /**
   * Sends by the first kind that can reach the person now: a customer-service message inside a window,
   * else a subscription notice the person has granted, else a template message. Never throws for what
   * the platform does; a store that fails throws.
   */
  send(message: OutboundMessage): Promise<SendResult>;
}

export interface SenderDeps {
  api: WechatApi;
  followers: WechatFollowerRepository;
  quotas: Quotas;
  windowLog: WindowLog;
  templates: NoticeTemplates;
  clock: Clock;
}

const MINUTE = 60_000;
/** Codes that say the person does not follow the account. */
const NOT_FOLLOWING: ReadonlySet<number> = new Set([40003, 43004, 50005]);
/** While somebody must change a setting (ms). */
const OPERATOR_WAIT = 30 * MINUTE;

export function createSender(deps: SenderDeps): Sender {
  const attempts: Record<SendKind, (message: OutboundMessage, follower: Follower) => Promise<Attempt>> = {
    custom: (message, follower) => sendCustom(deps, message, follower),
    subscription: (message) => sendSubscription(deps, message),
    template: (message) => sendTemplate(deps, message),
  };
  return {
    async send(message) {
      await deps.windowLog.flush();
      const follower = (await deps.followers.find(message.person)) ?? {
        openid: message.person,
        windows: {},
        grants: {},
      };
      if (hasLeft(follower)) return { result: 'undeliverable', reason: 'unsubscribed' };
      const reasons: string[] = [];
      for (const kind of SEND_KINDS) {
        const attempt = await attempts[kind](message, follower);
        if (attempt.result !== 'fallback') return attempt;
        reasons.push(`${kind}: ${attempt.reason}`);
      }
      return { result: 'undeliverable', reason: reasons.join('; ') };
    },
  };
}

/** Stopped following, and has not written since (a message proves that the subscription event was missed). */
function hasLeft({ following, followChangedAt, windows }: Follower): boolean {
  const wroteAt = windows.message?.openedAt;
  return following === false && !(wroteAt && followChangedAt && wroteAt > followChangedAt);
}

async function sendCustom(deps: SenderDeps, message: OutboundMessage, follower: Follower): Promise<Attempt> {
  const { followers } = deps;
  if (Buffer.byteLength(message.text) > TEXT_BYTES) return { result: 'fallback', reason: 'text too long' };
  const window = openWindow(follower.windows, deps.clock.now());
  const use = window && follower.windows[window];
  if (window === undefined || use === undefined) return { result: 'fallback', reason: 'no open window' };
  const { holds } = WINDOW[window];
  if (!(await followers.useWindow(follower.openid, window, use.openedAt, holds))) {
    return { result: 'retry', afterMs: 0, reason: 'the window changed meanwhile' };
  }
  if (!(await deps.quotas.take('custom'))) {
    await followers.giveBackWindow(follower.openid, window, use.openedAt);
    return { result: 'fallback', reason: 'the daily quota is used up' };
  }
  const attempt = await attemptOf(deps, message, 'custom', () =>
    deps.api.sendCustom(message.person, { type: 'text', text: message.text }),
  );
  if (attempt.result === 'fallback') await followers.shutWindow(follower.openid, window, use.openedAt, holds);
  if (attempt.result === 'retry') await followers.giveBackWindow(follower.openid, window, use.openedAt);
  return attempt;
}

async function sendSubscription(deps: SenderDeps, message: OutboundMessage): Promise<Attempt> {
  const { followers, templates } = deps;
  const template = templates.purposes[message.purpose]?.subscription;
  if (template === undefined) return { result: 'fallback', reason: 'no template for this purpose' };
  if (!(await hasGrant(followers, message.person, template)))
    return { result: 'fallback', reason: 'not granted' };
  const giveBack = (): Promise<void> =>
    template.longTerm ? Promise.resolve() : followers.giveBackGrant(message.person, template.templateId);
  if (!(await deps.quotas.take('subscription'))) {
    await giveBack();
    return { result: 'fallback', reason: 'the daily quota is used up' };
  }
  const attempt = await attemptOf(deps, message, 'subscription', () =>
    deps.api.sendSubscription(message.person, {
      templateId: template.templateId,
      data: noticeData(template, message.purpose, message.facts, templates.neverInNotices),
      ...(message.link === undefined ? {} : { page: message.link }),
    }),
  );
  if (attempt.result === 'fallback' && attempt.isNotGranted) {
    await followers.dropGrants(message.person, template.templateId);
  } else if (attempt.result === 'retry' || attempt.result === 'fallback') {
    await giveBack();
  }
  return attempt;
}

/** A long-term grant stays; any other is used up by one message. */
async function hasGrant(
  followers: WechatFollowerRepository,
  openid: string,
  template: NoticeTemplate,
): Promise<boolean> {
  if (!template.longTerm) return followers.useGrant(openid, template.templateId);
  return ((await followers.find(openid))?.grants[template.templateId] ?? 0) > 0;
}

async function sendTemplate(deps: SenderDeps, message: OutboundMessage): Promise<Attempt> {
  const { templates } = deps;
  const template = templates.purposes[message.purpose]?.template;
  if (template === undefined) return { result: 'fallback', reason: 'no template for this purpose' };
  if (!(await deps.quotas.take('template'))) {
    return { result: 'retry', afterMs: deps.quotas.untilTomorrow(), reason: 'the daily quota is used up' };
  }
  const attempt = await attemptOf(deps, message, 'template', () =>
    deps.api.sendTemplate(message.person, {
      templateId: template.templateId,
      data: noticeData(template, message.purpose, message.facts, templates.neverInNotices),
      clientMsgId: clientMessageId(message.id),
      ...(message.link === undefined ? {} : { url: message.link }),
    }),
  );
  // The platform sends the same client_msg_id once: a doubtful attempt may simply be repeated.
  return attempt.result === 'unknown' ? { result: 'retry', afterMs: 5_000, reason: attempt.reason } : attempt;
}

/** 32 characters, the platform's limit. */
export function clientMessageId(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}

/** Makes the call and reads what its failure means. */
async function attemptOf(
  deps: SenderDeps,
  message: OutboundMessage,
  kind: SendKind,
  call: () => Promise<unknown>,
): Promise<Attempt> {
  try {
    const answer = (await call()) as { msgid?: number | string };
    return {
      result: 'sent',
      kind,
      ...(answer.msgid === undefined ? {} : { messageId: String(answer.msgid) }),
    };
  } catch (error) {
    if (error instanceof PlatformRefused) return refused(deps, message, kind, error);
    if (error instanceof PlatformUnreachable) return unreached(kind, error);
    if (isAppError(error, 'notice_forbidden')) return { result: 'undeliverable', reason: error.message };
    throw error;
  }
}

function unreached(kind: SendKind, error: PlatformUnreachable): Attempt {
  return error.request === 'not_sent'
    ? { result: 'retry', afterMs: 5_000, reason: error.message }
    : { result: 'unknown', kind, reason: error.message };
}

async function refused(
  deps: SenderDeps,
  message: OutboundMessage,
  kind: SendKind,
  error: PlatformRefused,
): Promise<Attempt> {
  const reason = error.message;
  switch (error.rule.action) {
    case 'already_done':
      return { result: 'sent', kind };
    case 'retry':
    case 'refresh_token':
      return { result: 'retry', afterMs: 5_000, reason };
    case 'wait_minute':
      return { result: 'retry', afterMs: MINUTE, reason };
    case 'wait_day':
      return { result: 'retry', afterMs: deps.quotas.untilTomorrow(), reason };
    case 'operator':
      return { result: 'retry', afterMs: OPERATOR_WAIT, reason };
    case 'other_kind':
      return { result: 'fallback', reason };
    case 'not_granted':
      return { result: 'fallback', reason, isNotGranted: true };
    case 'unreachable':
      if (NOT_FOLLOWING.has(error.rule.code)) {
        await deps.followers.setFollowing(message.person, false, deps.clock.now());
      }
      return { result: 'undeliverable', reason };
    case 'give_up':
      return { result: 'undeliverable', reason };
  }
}
