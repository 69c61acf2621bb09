const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';
const ID_NUMBER = /(?<![\dXx])\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dXx](?![\dXx])/;

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** True when the 18 characters carry a real date and the right check character (GB 11643-1999). */
export function isValidIdNumber(value: string): boolean {
  if (!/^\d{17}[\dX]$/.test(value)) return false;
  const year = Number(value.slice(6, 10));
  if (year < 1900 || !isDate(year, Number(value.slice(10, 12)), Number(value.slice(12, 14)))) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(value[index]), 0);
  return value[17] === CHECK_CHARACTERS[sum % 11];
}

export interface FoundIdNumber {
  value: string;
  valid: boolean;
  start: number;
  end: number;
}

/** Finds an 18-character ID number in the text (half width); the check letter is returned in upper case. */
export function findIdNumber(text: string): FoundIdNumber | undefined {
  const found = ID_NUMBER.exec(text);
  if (!found) return undefined;
  const value = found[0].replace(/[ -]/g, '').toUpperCase();
  return { value, valid: isValidIdNumber(value), start: found.index, end: found.index + found[0].length };
}

/** The same without its place in the text. */
export function parseIdNumber(text: string): { value: string; valid: boolean } | undefined {
  const found = findIdNumber(text);
  return found && { value: found.value, valid: found.valid };
}
