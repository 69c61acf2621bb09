/** Writes `data/pinyin.json`: syllable without tone → the characters whose first reading it is. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pinyin } from 'pinyin-pro';
import { projectRoot } from '../src/project-root.js';

const FIRST_HAN = 0x4e00;
const LAST_HAN = 0x9fa5;

const bySyllable = new Map<string, string>();
for (let code = FIRST_HAN; code <= LAST_HAN; code += 1) {
  const character = String.fromCharCode(code);
  const [reading = ''] = pinyin(character, { toneType: 'none', type: 'array' });
  if (reading === '' || reading === character) continue;
  const syllable = reading.replace('ü', 'v');
  bySyllable.set(syllable, (bySyllable.get(syllable) ?? '') + character);
}
const lines = [...bySyllable.keys()]
  .sort()
  .map((syllable) => `${JSON.stringify(syllable)}: ${JSON.stringify(bySyllable.get(syllable))}`);
writeFileSync(path.join(projectRoot, 'data/pinyin.json'), `{\n${lines.join(',\n')}\n}\n`);
