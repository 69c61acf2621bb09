import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The words with a fixed meaning (`data/intents.json`), ready to be looked up. */
export interface Vocabulary {
  /** The intent that this whole message names, if any. */
  intent(text: string): string | undefined;
  /** The intent named by the first word of a message whose rest is only a number: `催办 1124-17`. */
  intentWithNumber(text: string): string | undefined;
  /** A bare number, in any digits; undefined when the message is more than that. */
  digit(text: string): number | undefined;
  /** Whether the whole message is one of the words for this control of a form. */
  is(control: FormControl, text: string): boolean;
  /** Takes “提交” off the start or the end of a message: `石横三村 提交`. */
  splitSubmit(text: string): { rest: string; submitting: boolean };
  /** The field a message wants to change: `修改手机`, `名字错了`; `rest` is what follows. */
  edit(text: string, fieldKeys: readonly string[]): { key: string; rest: string } | undefined;
}

export type FormControl = 'back' | 'cancel' | 'restart' | 'submit' | 'skip';

interface VocabularyData {
  words: Record<string, string[]>;
  form: Record<FormControl, string[]>;
  edit: { lead: string[]; trail: string[]; fields: Record<string, string[]> };
  /** A short message with one of these gives the form up. */
  cancelHas: string[];
  /** Intents whose word may be followed by a petition's number. */
  takesNumber: string[];
  /** Chinese digits from 0. */
  digits: string[];
}

/** Reads `data/intents.json` under the project's root. */
export function loadVocabulary(root: string): Vocabulary {
  return createVocabulary(
    JSON.parse(readFileSync(join(root, 'data/intents.json'), 'utf8')) as VocabularyData,
  );
}

/** Width, case and punctuation do not matter for a word with a fixed meaning. */
export function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cf}\p{Cc}\p{M}]+/gu, '')
    .replace(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '')
    .replace(/^(请|麻烦|我要|我想)?(点|按|回复)?/u, (lead) =>
      lead === '我要' || lead === '我想' ? lead : '',
    );
}

/** “提交” set apart at the end or the beginning; inside a sentence (“向村里提交了材料”) it means nothing. */
const SUBMIT = /(?:^|[\s,,。.!!;;、]+)(?:确认|没错|对)?提交吧?[\s。.!!~]*$|^\s*提交[\s,,。;;、]+/u;
/** Longer messages tell something rather than give up. */
const LONGEST_CANCEL = 14;

export function createVocabulary(data: VocabularyData): Vocabulary {
  const intents = new Map<string, string>();
  for (const [intent, words] of Object.entries(data.words)) {
    for (const word of words) intents.set(bare(word) || word.normalize('NFKC'), intent);
  }
  const controls = new Map<FormControl, Set<string>>();
  for (const [control, words] of Object.entries(data.form)) {
    controls.set(control as FormControl, new Set(words.map(bare)));
  }
  const fieldWords = Object.entries(data.edit.fields)
    .flatMap(([key, words]) => words.map((word) => ({ key, word })))
    .sort((a, b) => b.word.length - a.word.length);

  return {
    intent: (text) => intents.get(bare(text) || text.normalize('NFKC').trim()),
    intentWithNumber(text) {
      const said = text.normalize('NFKC').trim();
      const rest = said.replace(/^\p{Script=Han}+[\s::]*/u, '');
      const word = said.slice(0, said.length - rest.length).replace(/[\s::]+$/u, '');
      const isNumber = /^(?:xf)?[\d\s查询码号件::,,-]{1,60}$/iu.test(rest) && /\d/.test(rest);
      if (!isNumber) return undefined;
      if (word === '') return /^xf/i.test(rest) ? 'query_petition' : undefined;
      const intent = intents.get(bare(word));
      return intent !== undefined && data.takesNumber.includes(intent) ? intent : undefined;
    },
    digit(text) {
      const said = bare(text);
      if (/^\d{1,2}$/.test(said)) return Number(said);
      const index = data.digits.indexOf(said);
      return index < 0 ? undefined : index;
    },
    is(control, text) {
      if (controls.get(control)?.has(bare(text))) return true;
      return (
        control === 'cancel' &&
        text.length <= LONGEST_CANCEL &&
        data.cancelHas.some((word) => text.includes(word))
      );
    },
    splitSubmit(text) {
      if (controls.get('submit')?.has(bare(text))) return { rest: '', submitting: true };
      const rest = text.replace(SUBMIT, '').trim();
      return { rest, submitting: rest !== text.trim() };
    },
    edit(text, fieldKeys) {
      const said = text.normalize('NFKC').trim();
      for (const { key, word } of fieldWords) {
        if (!fieldKeys.includes(key)) continue;
        const rest = afterLead(said, word, data.edit.lead) ?? afterTrail(said, word, data.edit.trail);
        if (rest !== undefined) return { key, rest };
      }
      return undefined;
    },
  };
}

/** `修改手机13805380000`, `改一下姓名,王建国`: what follows the field's word. */
function afterLead(said: string, word: string, leads: readonly string[]): string | undefined {
  for (const lead of leads) {
    if (!said.startsWith(lead)) continue;
    const tail = said.slice(lead.length).trimStart();
    if (tail.startsWith(word)) return tail.slice(word.length).replace(/^[\s::,,。为成]+/u, '');
  }
  return undefined;
}

/** `手机错了,应该是138…`: what follows; also `手机改成138…`. */
function afterTrail(said: string, word: string, trails: readonly string[]): string | undefined {
  const at = said.indexOf(word);
  if (at < 0 || at > 4) return undefined;
  const tail = said.slice(at + word.length);
  for (const trail of [...trails, '改成', '改为', '应该是', '换成']) {
    if (tail.startsWith(trail)) return tail.slice(trail.length).replace(/^[\s::,,。应该是]+/u, '');
  }
  return undefined;
}
