import type { Attachment, Choice } from '../message.js';
import type { Outcome, Turn } from '../turn.js';
import type { Understanding, UnderstandingContext } from '../understanding/types.js';

/** Values are plain JSON: they are sealed and stored with the session. */
export type FormValues = object;

/** An open form as it is stored. */
export interface FormState<V extends FormValues = FormValues> {
  /** Which form definition. */
  kind: string;
  /** Stable through retries: derived from the message that opened the form. */
  id: string;
  values: V;
  /** Key of the field whose question is open; null while the read-back is. */
  asking: string | null;
  /** How often the open question was missed in a row. */
  misses: number;
  /** Earlier values, newest last, for 返回. */
  past: Array<{ values: V; asking: string | null }>;
  /** ISO instants. */
  openedAt: string;
  touchedAt: string;
  /** Of a form that is a draft ({@link Form.isDraft}). */
  draft?: true;
}

/** A question or statement of the bot inside a form. */
export interface Prompt {
  text: string;
  choices?: Choice[];
}

/** What a message offers to the fields of a form. */
export interface FormInput {
  text: string;
  understood: Understanding;
  /** True for a yes, false for a no, undefined when it is neither. */
  yes: boolean | undefined;
  /** The text is one of the choices shown. */
  chosen: boolean;
  attachments: Attachment[];
  /** Key of the open question. */
  asking: string | null;
  /** The open question was missed before: how often. */
  misses: number;
  now: Date;
}

/**
 * One field of a form. A message is shown to every field, so it may fill several at once and in any order.
 */
export interface Field<V extends FormValues> {
  key: string;
  /** Its bare answer is recognised while another question is open. */
  unasked?: boolean;
  /** Whether its question must still be asked. */
  needed(values: V): boolean;
  /** The question; `misses` 0 plainly, 1 with an example, 2 and more with choices. */
  ask(values: V, misses: number): Prompt;
  /** What the message says of this field: changed values, or null when nothing. */
  absorb(input: FormInput, values: V): Partial<V> | null;
  /** Values without this field, for “修改…”. */
  clear(values: V): V;
}

/** A form: data and pure functions, apart from `submit`. */
export interface Form<V extends FormValues = FormValues> {
  kind: string;
  fields: ReadonlyArray<Field<V>>;
  /** What to say of what a message changed, before the next question. */
  remark?(before: V, after: V, input: FormInput): string[];
  /** The read-back that asks for 提交; without it the form is submitted once complete. */
  confirm?(values: V): Prompt;
  /** Complete values that need no read-back. */
  ready?(values: V): boolean;
  /** A last objection before submitting, said once. */
  hold?(values: V): { prompt: Prompt; values: V } | null;
  /** What is settled already, so that “三村” is understood. */
  context?(values: V): UnderstandingContext;
  /** Told again to somebody who comes back after a long time. */
  recap(values: V): string;
  /** Looks at the values before the next question is chosen: may ask services. */
  review?(values: V, turn: Turn): Promise<V>;
  submit(values: V, turn: Turn, formId: string): Promise<Outcome>;
  /** Drafts are erased after `DRAFT_DAYS`; other forms are just dropped. */
  isDraft: boolean;
}
