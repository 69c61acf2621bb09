import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import Value from 'typebox/value';
import { AppError } from '../errors.js';
import type { GuidePlaces } from './guide.js';

const Notice = Type.Object({
  /** Recorded with a submission, together with the time it was shown; a change of words is a new version. */
  version: Type.String({ pattern: '^\\d{4}-\\d+$' }),
  title: Type.String(),
  /** For the chat: at most 80 characters. */
  short: Type.String(),
  paragraphs: Type.Array(Type.String()),
  articles: Type.Array(Type.String()),
});
export type Notice = Readonly<Static<typeof Notice>>;

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
  const notice: unknown = JSON.parse(readFileSync(join(directory, file), 'utf8'));
  if (!Value.Check(Notice, notice)) throw new AppError('notice_invalid', `${file}: fields missing or wrong`);
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
