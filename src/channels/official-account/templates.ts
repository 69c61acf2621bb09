import { readFileSync } from 'node:fs';
import { noticeStep, noticeText } from '../../domain/text/official-account.js';
import { AppError } from '../../errors.js';

/** Why a person is notified outside the chat. */
export type NoticePurpose = keyof typeof noticeStep;

/** The only facts a notice may carry: who picks up the phone may be anybody. */
export interface NoticeFacts {
  petitionNo?: string;
  /** 'YYYY-MM-DD' */
  day?: string;
}

type NoticeValue = 'petitionNo' | 'step' | 'day' | 'next';

export interface NoticeTemplate {
  templateId: string;
  /** One grant serves for any number of messages (subscriptions only). */
  longTerm: boolean;
  keywords: Record<string, NoticeValue>;
}

export interface NoticeTemplates {
  neverInNotices: string[];
  purposes: Partial<Record<NoticePurpose, { subscription?: NoticeTemplate; template?: NoticeTemplate }>>;
}

/** What the platform takes as the `data` of a notice. */
export type NoticeData = Record<string, { value: string }>;

/** Reads `config/wechat-templates.json`. @throws `bad_wechat_templates` that names the entry */
export function loadNoticeTemplates(file: string): NoticeTemplates {
  return parseNoticeTemplates(JSON.parse(readFileSync(file, 'utf8')));
}

/** Checks and narrows the file's content; templates without an id are left out. */
export function parseNoticeTemplates(raw: unknown): NoticeTemplates {
  const { neverInNotices, purposes } = raw as { neverInNotices?: unknown; purposes?: unknown };
  if (!isTextList(neverInNotices)) throw wrong('neverInNotices', 'a list of words');
  if (!isObject(purposes)) throw wrong('purposes', 'an object');
  const entries = Object.entries(purposes).map(([purpose, kinds]) => {
    if (!(purpose in noticeStep)) throw wrong(purpose, `one of ${Object.keys(noticeStep).join(', ')}`);
    if (!isObject(kinds)) throw wrong(purpose, 'an object with subscription and/or template');
    return [
      purpose,
      withoutUndefined({
        subscription: parseTemplate(`${purpose}.subscription`, kinds['subscription']),
        template: parseTemplate(`${purpose}.template`, kinds['template']),
      }),
    ] as const;
  });
  return { neverInNotices, purposes: Object.fromEntries(entries) };
}

function parseTemplate(where: string, raw: unknown): NoticeTemplate | undefined {
  if (raw === undefined) return undefined;
  if (!isObject(raw) || typeof raw['templateId'] !== 'string' || !isObject(raw['keywords'])) {
    throw wrong(where, 'an object with templateId and keywords');
  }
  for (const [keyword, value] of Object.entries(raw['keywords'])) {
    if (fieldLimit(keyword) === undefined)
      throw wrong(`${where}.keywords.${keyword}`, 'a keyword of the platform, such as thing2');
    if (!['petitionNo', 'step', 'day', 'next'].includes(value as string)) {
      throw wrong(`${where}.keywords.${keyword}`, 'petitionNo, step, day or next');
    }
  }
  if (raw['templateId'] === '') return undefined;
  return {
    templateId: raw['templateId'],
    longTerm: raw['longTerm'] === true,
    keywords: raw['keywords'] as Record<string, NoticeValue>,
  };
}

const wrong = (where: string, takes: string): AppError =>
  new AppError('bad_wechat_templates', `config/wechat-templates.json: ${where} must be ${takes}`);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;

/** The longest value of each kind of keyword, in characters (platform's rules for category templates). */
const FIELD_LIMIT: Record<string, number> = {
  thing: 20,
  phrase: 5,
  name: 10,
  character_string: 32,
  number: 32,
  letter: 32,
  symbol: 5,
  const: 20,
  date: 32,
  time: 32,
  amount: 32,
  phone_number: 17,
  car_number: 8,
};

/** The limit of a keyword such as `thing2`; undefined when its kind is unknown. Old templates' `keyword1`: 20. */
export function fieldLimit(keyword: string): number | undefined {
  const kind = /^([a-z_]+)\d+$/.exec(keyword)?.[1];
  return kind === 'keyword' ? 20 : kind === undefined ? undefined : FIELD_LIMIT[kind];
}

/**
 * The data of a notice: only the number, a step from a closed list, a day and how to go on.
 * @throws `notice_forbidden` when a value would carry a word that must never stand in a notice
 */
export function noticeData(
  template: NoticeTemplate,
  purpose: NoticePurpose,
  facts: NoticeFacts,
  never: string[],
): NoticeData {
  const values = valuesOf(purpose, facts);
  return Object.fromEntries(
    Object.entries(template.keywords).map(([keyword, name]) => {
      const value = cutTo(values[name], fieldLimit(keyword) ?? 20);
      if (never.some((word) => value.includes(word))) {
        throw new AppError(
          'notice_forbidden',
          `The notice ${purpose} would show a word that never stands in one (${keyword})`,
        );
      }
      return [keyword, { value }];
    }),
  );
}

function valuesOf(purpose: NoticePurpose, facts: NoticeFacts): Record<NoticeValue, string> {
  if (facts.petitionNo !== undefined && !/^XF\d{6}-\d{8}-\d{4,}$/.test(facts.petitionNo)) {
    throw new AppError('notice_forbidden', 'A notice carries a petition number or nothing in its place');
  }
  if (facts.day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(facts.day)) {
    throw new AppError('notice_forbidden', 'A notice carries a day as YYYY-MM-DD or nothing in its place');
  }
  return {
    petitionNo: facts.petitionNo ?? '-',
    step: noticeStep[purpose],
    day: facts.day === undefined ? '-' : noticeText.day(facts.day),
    next: noticeText.openChat,
  };
}

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** The longest beginning of at most `limit` UTF-16 units that ends at a whole character. */
export function cutTo(text: string, limit: number): string {
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    if (index + segment.length > limit) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
