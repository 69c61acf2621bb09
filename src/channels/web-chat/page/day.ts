import { text } from './text.js';

const ZONE = 'Asia/Shanghai';
const dayFormat = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  month: 'long',
  day: 'numeric',
  weekday: 'short',
});
const keyFormat = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, dateStyle: 'short' });
const timeFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' });
const DAY_MS = 86_400_000;

/** The calendar day in Shanghai, `YYYY-MM-DD`. */
export function dayKey(at: Date): string {
  return keyFormat.format(at);
}

/** The day as people say it: 今天, 昨天, 11月24日 周二. */
export function dayLabel(at: Date, now: Date): string {
  if (dayKey(at) === dayKey(now)) return text.time.today;
  if (dayKey(at) === dayKey(new Date(now.getTime() - DAY_MS))) return text.time.yesterday;
  return dayFormat.format(at);
}

/** Hours and minutes in Shanghai. */
export function timeLabel(at: Date): string {
  return timeFormat.format(at);
}
