/** Turns a text into a string of equal length with one character per sound: homophones become equal. */
export type SoundsOf = (text: string) => string;

/** Stands for everything that has no sound; no name holds it. */
export const NO_SOUND = '\0';

const CODE_UNITS = 0x10000;

/** zh/z, ch/c, sh/s and the endings -ng/-n sound alike to many speakers, and voice recognition follows them. */
export function mergeSound(syllable: string): string {
  return syllable.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n');
}

/** `table` is `data/pinyin.json`: syllable without tone → the characters read so (first reading). */
export function createSoundsOf(table: Record<string, string>): SoundsOf {
  const codes = new Map<string, number>();
  const sounds = new Uint16Array(CODE_UNITS);
  for (const [syllable, characters] of Object.entries(table)) {
    const sound = mergeSound(syllable);
    const code = codes.get(sound) ?? codes.size + 1;
    codes.set(sound, code);
    for (let index = 0; index < characters.length; index += 1) sounds[characters.charCodeAt(index)] = code;
  }
  return (text) => {
    let result = '';
    for (let index = 0; index < text.length; index += 1) {
      result += String.fromCharCode(sounds[text.charCodeAt(index)] as number);
    }
    return result;
  };
}
