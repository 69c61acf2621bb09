/** Turns a text into a string of equal length with one character per sound: homophones become equal. */
export type SoundsOf = (text: string) => string;

/** Stands for everything that has no sound; no name holds it. */
export const NO_SOUND = '\0';

/** zh/z, ch/c, sh/s and the endings -ng/-n sound alike to many speakers, and voice recognition follows them. */
export function mergeSound(syllable: string): string {
  return syllable.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n');
}

/** `table` is `data/pinyin.json`: syllable without tone → the characters read so (first reading). */
export function createSoundsOf(table: Record<string, string>): SoundsOf {
  const codes = new Map<string, string>();
  const sounds = new Map<string, string>();
  for (const [syllable, characters] of Object.entries(table)) {
    const sound = mergeSound(syllable);
    const code = codes.get(sound) ?? String.fromCharCode(codes.size + 1);
    codes.set(sound, code);
    for (const character of characters) sounds.set(character, code);
  }
  return (text) => {
    let result = '';
    for (let index = 0; index < text.length; index += 1)
      result += sounds.get(text[index] as string) ?? NO_SOUND;
    return result;
  };
}
