const FULL_WIDTH_OFFSET = 0xfee0;

function isFullWidthAlphanumeric(code: number): boolean {
  return (
    (code >= 0xff10 && code <= 0xff19) ||
    (code >= 0xff21 && code <= 0xff3a) ||
    (code >= 0xff41 && code <= 0xff5a)
  );
}

/** A digit drawn as a key, unless a word follows: in a list it is the number of an item. */
const KEYCAP = /(\d)\uFE0F?\u20E3(?!\p{Script=Han})/gu;

/** Trims the message and turns full-width digits and letters and digits drawn as keys into plain ones; nothing else changes. */
export function normaliseText(text: string): string {
  const trimmed = text.trim().replace(KEYCAP, '$1');
  let result = '';
  let copiedTo = 0;
  for (let index = 0; index < trimmed.length; index += 1) {
    const code = trimmed.charCodeAt(index);
    if (!isFullWidthAlphanumeric(code)) continue;
    result += trimmed.slice(copiedTo, index) + String.fromCharCode(code - FULL_WIDTH_OFFSET);
    copiedTo = index + 1;
  }
  return result + trimmed.slice(copiedTo);
}
