import { AppError } from '../../errors.js';
import { childrenOf, parseXml, textOf, type XmlFields } from './xml.js';

/** One thing the platform delivered, in the channel's own terms. */
export interface Delivered {
  /** The account's own id, the sender of our passive reply. */
  account: string;
  /** The person's openid. */
  person: string;
  /** The same for every delivery of the same thing: MsgId, or `event:CreateTime:Event:EventKey`. */
  id: string;
  /** When the person did it, by the platform's clock. */
  createdAt: Date;
  content: DeliveredContent;
}

export type MediaKind = 'image' | 'audio' | 'video' | 'document';

export type DeliveredContent =
  | { type: 'text'; text: string; fromMenuMessage: boolean }
  | { type: 'media'; kind: MediaKind; mediaId: string; name?: string }
  | { type: 'file_without_media' }
  | { type: 'location'; location: string }
  | { type: 'subscribe' }
  | { type: 'unsubscribe' }
  | { type: 'scan' }
  | { type: 'click'; key: string }
  | { type: 'grants'; grants: Array<{ templateId: string; change: 'granted' | 'refused' }> }
  | { type: 'sent_reports'; reports: SentReport[] }
  /** Nothing of ours: answered `success`. */
  | { type: 'ignored'; name: string; known: boolean };

/** What became of a message sent earlier, as the platform tells later. */
export interface SentReport {
  kind: 'template' | 'subscription' | 'mass';
  /** The platform's number of the message. */
  messageId: string;
  ok: boolean;
  /** The platform's word when it was not delivered, e.g. `failed:user block`. */
  reason?: string;
}

/**
 * Reads a plaintext document of the platform.
 * @throws `bad_xml` when it is none, or lacks sender, recipient, time or type
 */
export function readDelivery(xml: string): Delivered {
  const fields = parseXml(xml);
  const account = textOf(fields, 'ToUserName');
  const person = textOf(fields, 'FromUserName');
  const created = textOf(fields, 'CreateTime').trim();
  const type = textOf(fields, 'MsgType').trim();
  if (!isName(account) || !isName(person) || !/^\d{1,12}$/.test(created) || type === '') {
    throw new AppError('bad_xml', 'ToUserName, FromUserName, CreateTime or MsgType is missing');
  }
  const content = type === 'event' ? readEvent(fields) : readMessage(type, fields);
  const id = type === 'event' ? eventId(created, fields) : messageId(created, type, fields);
  return { account, person, id, createdAt: new Date(Number(created) * 1000), content };
}

/** Ids of accounts and people: letters, digits, `_` and `-`. */
function isName(value: string): boolean {
  return /^[\w-]{1,64}$/.test(value);
}

function eventId(created: string, fields: XmlFields): string {
  const key = textOf(fields, 'EventKey') || textOf(fields, 'MsgID') || textOf(fields, 'MsgId');
  return `event:${created}:${textOf(fields, 'Event')}:${key}`.slice(0, 300);
}

function messageId(created: string, type: string, fields: XmlFields): string {
  const id = textOf(fields, 'MsgId').trim();
  return /^\d{1,32}$/.test(id) ? id : `message:${created}:${type}`;
}

function readMessage(type: string, fields: XmlFields): DeliveredContent {
  const media = (kind: MediaKind): DeliveredContent => ({
    type: 'media',
    kind,
    mediaId: textOf(fields, 'MediaId'),
  });
  switch (type) {
    case 'text':
      return textMessage(fields);
    case 'voice':
      return textOf(fields, 'Recognition').trim() === ''
        ? media('audio')
        : { type: 'text', text: textOf(fields, 'Recognition'), fromMenuMessage: false };
    case 'image':
      return media('image');
    case 'video':
    case 'shortvideo':
      return media('video');
    case 'file':
      return textOf(fields, 'MediaId') === ''
        ? { type: 'file_without_media' }
        : ({ ...media('document'), name: textOf(fields, 'Title') } as DeliveredContent);
    case 'location':
      return { type: 'location', location: placeOf(fields) };
    case 'link':
      return { type: 'text', text: linkText(fields), fromMenuMessage: false };
    default:
      return { type: 'ignored', name: `message ${type}`, known: false };
  }
}

/** A tap in a menu message comes as text whose `bizmsgmenuid` is the value we gave the line. */
function textMessage(fields: XmlFields): DeliveredContent {
  const tapped = textOf(fields, 'bizmsgmenuid');
  return { type: 'text', text: tapped || textOf(fields, 'Content'), fromMenuMessage: tapped !== '' };
}

function placeOf(fields: XmlFields): string {
  return textOf(fields, 'Label').trim() || `${textOf(fields, 'Location_X')},${textOf(fields, 'Location_Y')}`;
}

function linkText(fields: XmlFields): string {
  return ['Title', 'Description', 'Url']
    .map((name) => textOf(fields, name))
    .filter(Boolean)
    .join(' ');
}

function readEvent(fields: XmlFields): DeliveredContent {
  const event = textOf(fields, 'Event');
  switch (event.toLowerCase()) {
    case 'subscribe':
      return { type: 'subscribe' };
    case 'unsubscribe':
      return { type: 'unsubscribe' };
    case 'scan':
      return { type: 'scan' };
    case 'click':
      return { type: 'click', key: textOf(fields, 'EventKey') };
    case 'view':
    case 'location':
      return { type: 'ignored', name: `event ${event}`, known: true };
    case 'templatesendjobfinish':
      return { type: 'sent_reports', reports: [jobReport('template', fields)] };
    case 'masssendjobfinish':
      return { type: 'sent_reports', reports: [jobReport('mass', fields)] };
    case 'subscribe_msg_popup_event':
      return { type: 'grants', grants: grantsOf(fields, 'SubscribeMsgPopupEvent') };
    case 'subscribe_msg_change_event':
      return { type: 'grants', grants: grantsOf(fields, 'SubscribeMsgChangeEvent') };
    case 'subscribe_msg_sent_event':
      return { type: 'sent_reports', reports: subscriptionReports(fields) };
    default:
      return { type: 'ignored', name: `event ${event}`, known: false };
  }
}

function jobReport(kind: 'template' | 'mass', fields: XmlFields): SentReport {
  const status = textOf(fields, 'Status');
  const ok = /^(success|send ?success)$/i.test(status);
  const messageId = textOf(fields, 'MsgID') || textOf(fields, 'MsgId');
  return ok ? { kind, messageId, ok } : { kind, messageId, ok, reason: status };
}

/** The lists of subscription events: `<Event…><List>…</List><List>…</List></Event…>`. */
function listOf(fields: XmlFields, wrapper: string): XmlFields[] {
  return childrenOf(fields, wrapper).flatMap((inner) => childrenOf(inner, 'List'));
}

function grantsOf(
  fields: XmlFields,
  wrapper: string,
): Array<{ templateId: string; change: 'granted' | 'refused' }> {
  return listOf(fields, wrapper)
    .map((item) => ({
      templateId: textOf(item, 'TemplateId'),
      status: textOf(item, 'SubscribeStatusString'),
    }))
    .filter(({ templateId }) => isName(templateId))
    .map(({ templateId, status }) => ({ templateId, change: status === 'accept' ? 'granted' : 'refused' }));
}

function subscriptionReports(fields: XmlFields): SentReport[] {
  return listOf(fields, 'SubscribeMsgSentEvent').map((item) => {
    const ok = textOf(item, 'ErrorCode') === '0';
    const report: SentReport = { kind: 'subscription', messageId: textOf(item, 'MsgID'), ok };
    return ok ? report : { ...report, reason: textOf(item, 'ErrorStatus') };
  });
}
