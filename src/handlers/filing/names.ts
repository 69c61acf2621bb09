import type { FormInput } from '../../bot/forms/form.js';
import type { Understand } from '../../bot/understanding/types.js';
import { text } from '../../domain/text/index.js';

const { heard } = text.filing;
const SHAPE = /^\p{Script=Han}{2,4}$|^\p{Script=Han}{1,6}(?:·\p{Script=Han}{1,6})+$/u;

/** Whether words can be somebody's name at all: no phrase, no refusal, no relation (“儿子”). */
export function isPlausibleName(said: string): boolean {
  return SHAPE.test(said) && !heard.notName.test(said) && !heard.relation.test(said);
}

/** The name that is the whole message. */
export function bareName(said: string, understand: Understand): string | undefined {
  const trimmed = said.trim();
  const name = understand(trimmed, { asking: 'name' }).name;
  return name === trimmed && isPlausibleName(name) ? name : undefined;
}

/** A bare answer that is taken as it is after it was not understood once. */
export function shortAnswer(input: FormInput): string | undefined {
  const said = input.text.trim();
  return input.misses > 0 && input.understood.act !== 'question' && isPlausibleName(said) ? said : undefined;
}

/** “我妈叫王桂花”, “李老汉叫李德福”: the name of somebody else than the speaker. */
export function nameOfAnother(said: string): string | undefined {
  for (const [, subject = '', name = ''] of said.matchAll(heard.named)) {
    if (subject !== '' && !heard.self.test(subject) && isPlausibleName(name)) return name;
  }
  return undefined;
}

/** “不是李明是李鸣”: the right name, where the wrong one is `current`. */
export function correctedName(said: string, current: string): string | undefined {
  const found = heard.nameCorrection.exec(said);
  if (!found || current === '' || found[1] !== current) return undefined;
  return isPlausibleName(found[2] ?? '') ? found[2] : undefined;
}

/** “不是1016是1017”: the right number, where `current` ends with the wrong digits. */
export function correctedPhone(said: string, current: string): string | undefined {
  const found = heard.phoneCorrection.exec(said.normalize('NFKC'));
  const [, wrong = '', right = ''] = found ?? [];
  if (wrong === '' || wrong.length !== right.length || !current.endsWith(wrong)) return undefined;
  return current.slice(0, -wrong.length) + right;
}
