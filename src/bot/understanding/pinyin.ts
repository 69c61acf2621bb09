/** Maps a Han character to its sound without tone, with the sounds the county's speakers do not keep apart merged. */
export type SoundOf = (character: string) => string | undefined;

/** zh/z, ch/c, sh/s and the endings -ng/-n sound alike to many speakers, and voice recognition follows them. */
export function mergeSound(syllable: string): string {
  return syllable.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n');
}

/** `table` is `data/pinyin.json`: syllable without tone → the characters read so (first reading). */
export function createSoundOf(table: Record<string, string>): SoundOf {
  const sounds = new Map<number, string>();
  for (const [syllable, characters] of Object.entries(table)) {
    const sound = mergeSound(syllable);
    for (let index = 0; index < characters.length; index += 1)
      sounds.set(characters.charCodeAt(index), sound);
  }
  return (character) => sounds.get(character.charCodeAt(0));
}

/** The sounds of a name joined by spaces; undefined where a character has none. */
export function soundKey(text: string, soundOf: SoundOf): string | undefined {
  const sounds: string[] = [];
  for (const character of text) {
    const sound = soundOf(character);
    if (sound === undefined) return undefined;
    sounds.push(sound);
  }
  return sounds.join(' ');
}
