import type { AnswerWords } from './lexicon-types.js';
import { isBoundary } from './text-cues.js';

/** True for 是, 对, 中, 行 …, false for 不是, 不行 …, undefined when the message begins with neither. */
export function parseYesNo(text: string, words: AnswerWords): boolean | undefined {
  let rest = text.trim();
  const lead = words.lead.find((word) => rest.startsWith(word) && rest.length > word.length);
  if (lead) rest = rest.slice(lead.length);
  const answers: [string[], boolean][] = [
    [words.no, false],
    [words.yes, true],
  ];
  let best: { length: number; value: boolean } | undefined;
  for (const [list, value] of answers) {
    for (const word of list) {
      if (word.length <= (best?.length ?? 0) || !rest.startsWith(word)) continue;
      if (endsAfterParticles(rest, word.length, words.particles)) best = { length: word.length, value };
    }
  }
  if (best) return best.value;
  return words.noPrefix.some((word) => rest.startsWith(word)) ? false : undefined;
}

function endsAfterParticles(text: string, from: number, particles: readonly string[]): boolean {
  let index = from;
  for (let particle = particles.find((word) => text.startsWith(word, index)); particle; ) {
    index += particle.length;
    particle = particles.find((word) => text.startsWith(word, index));
  }
  return isBoundary(text, index);
}
