/** `11月24日` from a day `2026-11-24`. */
export function monthDay(day: string): string {
  const [, month, date] = day.split('-');
  return `${Number(month)}月${Number(date)}日`;
}

/** `2027年1月8日` */
export function yearMonthDay(day: string): string {
  return `${day.slice(0, 4)}年${monthDay(day)}`;
}

/** `138****0000`; a landline keeps its last four digits. */
export function maskPhone(phone: string): string {
  return phone.length === 11 && phone.startsWith('1')
    ? `${phone.slice(0, 3)}****${phone.slice(-4)}`
    : `****${phone.slice(-4)}`;
}

/** Query code as people read it: 3-3-4. */
export function groupCode(code: string): string {
  return `${code.slice(0, 3)}-${code.slice(3, 6)}-${code.slice(6)}`;
}

/** `15:04`, Shanghai time. */
export function clockTime(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(11, 16);
}
