import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { GuidePlaces } from './guide-data.js';

export interface Notice {
  /** Recorded with a submission, together with the time it was shown; a change of words is a new version. */
  readonly version: string;
  readonly title: string;
  /** For the chat: at most 80 characters. */
  readonly short: string;
  readonly paragraphs: readonly string[];
  readonly articles: readonly string[];
}

export interface Notices {
  /** 信访人须知 */
  guideSheet: Notice;
  /** 个人信息处理说明 (《个人信息保护法》 articles 17 and 35), offered before the first personal question. */
  privacy: Notice;
}

export interface NoticeValues {
  bureau: GuidePlaces['bureau'];
  draftDays: number;
}

/** Reads the notices out of `directory` (`data/notices`) and puts in who the bureau is and how long drafts live. */
export function loadNotices(directory: string, values: NoticeValues): Notices {
  return {
    guideSheet: load(directory, 'guide-sheet.json', values),
    privacy: load(directory, 'privacy.json', values),
  };
}

function load(directory: string, file: string, values: NoticeValues): Notice {
  const notice = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Notice;
  if (!isNotice(notice)) throw new AppError('notice_invalid', `${file}: fields missing or wrong`);
  return { ...notice, paragraphs: notice.paragraphs.map((text) => filled(text, values)) };
}

function filled(text: string, { bureau, draftDays }: NoticeValues): string {
  return text
    .replace(
      /\{bureau\.(name|address|telephone)\}/g,
      (_, field: 'name' | 'address' | 'telephone') => bureau[field],
    )
    .replace('{draftDays}', String(draftDays));
}

function isNotice({ version, title, short, paragraphs, articles }: Notice): boolean {
  const texts = [title, short, ...(paragraphs ?? ['']), ...(articles ?? [''])];
  return /^\d{4}-\d+$/.test(version) && texts.every((text) => typeof text === 'string' && text !== '');
}
