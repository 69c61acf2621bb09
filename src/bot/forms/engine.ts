import { text as words } from '../../domain/text/index.js';
import type { Reply } from '../message.js';
import { type Outcome, reply, type Turn } from '../turn.js';
import type { Understand, Understanding, UnderstandingContext } from '../understanding/types.js';
import type { Vocabulary } from '../vocabulary.js';
import type { Form, FormInput, FormState, FormValues, Prompt } from './form.js';

/** How long a given-up form can be brought back, in milliseconds. */
export const UNDO_MS = 10 * 60_000;
/** After this silence somebody is welcomed back with a recap, in milliseconds. */
export const RECAP_AFTER_MS = 6 * 60 * 60_000;
const PAST_KEPT = 6;

export interface FormEngineDeps {
  vocabulary: Vocabulary;
  understand: Understand;
  /** True for a yes, false for a no, undefined for neither. */
  yesNo(text: string): boolean | undefined;
  /** An unguessable id, the same whenever the turn of this message runs. */
  derivedId(purpose: string, from: string): string;
}

export type FormEngine = ReturnType<typeof createFormEngine>;

/**
 * Runs forms. A message is offered to all fields; whatever it says is taken, then the first question still
 * open is asked. Pure apart from the form's own `review` and `submit`.
 */
export function createFormEngine(deps: FormEngineDeps) {
  const { vocabulary, understand, yesNo } = deps;
  const nextField = <V extends FormValues>(form: Form<V>, values: V) =>
    form.fields.find((field) => field.needed(values));

  /** The open question, or the read-back. */
  const prompt = <V extends FormValues>(
    form: Form<V>,
    values: V,
    misses: number,
  ): { key: string | null; prompt: Prompt } => {
    const field = nextField(form, values);
    if (field) return { key: field.key, prompt: withWayOut(field.ask(values, misses), misses) };
    return { key: null, prompt: form.confirm?.(values) ?? { text: '' } };
  };

  const outcome = (turn: Turn, form: FormState, lead: string[], asked: Prompt): Outcome => {
    const answer = reply([...lead, asked.text], asked.choices);
    return { reply: answer, state: { ...turn.state, form } };
  };

  const proceed = async <V extends FormValues>(
    form: Form<V>,
    current: FormState<V>,
    proposed: V,
    turn: Turn,
    options: { lead?: string[]; submitting?: boolean; keepPast?: boolean } = {},
  ): Promise<Outcome> => {
    let values = form.review ? await form.review(proposed, turn) : proposed;
    const complete = !nextField(form, values);
    if (complete && (options.submitting || !form.confirm || form.ready?.(values))) {
      const held = form.hold?.(values);
      if (!held) return form.submit(values, turn, current.id);
      values = held.values;
      return outcome(
        turn,
        advance(current, values, null, turn.now, options.keepPast),
        options.lead ?? [],
        held.prompt,
      );
    }
    const tooEarly = options.submitting === true && !complete;
    const misses = tooEarly ? current.misses + 1 : 0;
    const { key, prompt: asked } = prompt(form, values, misses);
    const lead = [...(options.lead ?? []), ...(tooEarly ? [words.form.stillNeeded()] : [])];
    return outcome(
      turn,
      { ...advance(current, values, key, turn.now, options.keepPast), misses },
      lead,
      asked,
    );
  };

  /** Reads the message for the form: in the light of `asking`, and of the text without “提交”. */
  const inputOf = <V extends FormValues>(
    form: Form<V>,
    values: V,
    turn: Turn,
    text: string,
    asking: string | null,
    misses: number,
  ): FormInput => ({
    text,
    understood: read(turn, text, { ...form.context?.(values), ...(asking === null ? {} : { asking }) }),
    yes: yesNo(text),
    chosen: turn.state.shown.some(({ value }) => value === text),
    attachments: turn.message.attachments ?? [],
    asking,
    misses,
    now: turn.now,
  });

  /** The message was read once already; only another text or another question is read anew. */
  const read = (turn: Turn, text: string, context: UnderstandingContext): Understanding => {
    const known = turn.context;
    const same =
      text === turn.text &&
      context.asking === known.asking &&
      context.matterPlace?.code === known.matterPlace?.code &&
      context.residence?.code === known.residence?.code;
    return same ? turn.understood : understand(text, context);
  };

  const absorb = <V extends FormValues>(form: Form<V>, values: V, input: FormInput): V | null => {
    let result = values;
    for (const field of form.fields) {
      const patch = field.absorb(input, result);
      if (patch) result = { ...result, ...patch };
    }
    return result === values ? null : result;
  };

  /** A bare answer to another question than the open one. */
  const unasked = <V extends FormValues>(
    form: Form<V>,
    current: FormState<V>,
    turn: Turn,
    heard: string,
  ): V | null => {
    for (const field of form.fields) {
      if (!field.unasked || field.key === current.asking || !field.needed(current.values)) continue;
      const patch = field.absorb(inputOf(form, current.values, turn, heard, field.key, 0), current.values);
      if (patch) return { ...current.values, ...patch };
    }
    return null;
  };

  return {
    /** Opens a form with what is already known; `absorbing` lets it read the message that opened it. */
    async open<V extends FormValues>(
      form: Form<V>,
      turn: Turn,
      seed: V,
      absorbing: boolean,
      lead: string[] = [],
    ): Promise<Outcome> {
      const at = turn.now.toISOString();
      const state: FormState<V> = {
        kind: form.kind,
        id: deps.derivedId('form', turn.causeId),
        values: seed,
        asking: form.fields[0]?.key ?? null,
        misses: 0,
        past: [],
        openedAt: at,
        touchedAt: at,
        ...(form.isDraft ? { draft: true } : {}),
      };
      const said = vocabulary.splitSubmit(turn.text).rest || turn.text;
      const input = inputOf(form, seed, turn, said, null, 0);
      const values = absorbing ? (absorb(form, seed, input) ?? seed) : seed;
      const remarks = absorbing ? (form.remark?.(seed, values, input) ?? []) : [];
      return proceed(form, state, values, turn, { lead: [...lead, ...remarks], keepPast: false });
    },

    /** Offers the message to the open form. Null: it says nothing to this form. */
    async handle<V extends FormValues>(form: Form<V>, turn: Turn): Promise<Outcome | null> {
      const current = turn.state.form as FormState<V>;
      if (vocabulary.is('cancel', turn.text)) return close(turn, current);
      if (vocabulary.is('restart', turn.text)) return restart(form, turn, current);
      if (vocabulary.is('back', turn.text)) return back(form, turn, current);

      const edit = vocabulary.edit(
        turn.text,
        form.fields.map((field) => field.key),
      );
      if (edit) return change(form, turn, current, edit);

      const { rest, submitting } =
        current.asking === 'statement'
          ? { rest: turn.text, submitting: false }
          : vocabulary.splitSubmit(turn.text);
      const confirming =
        submitting &&
        (current.asking === null || !vocabulary.is('submit', turn.text) || isPlainSubmit(turn.text));
      const heard = confirming ? rest : turn.text;
      const input = inputOf(form, current.values, turn, heard, current.asking, current.misses);
      const empty = heard === '' && input.attachments.length === 0;
      const values = empty
        ? null
        : (absorb(form, current.values, input) ?? unasked(form, current, turn, heard));
      if (!values && !confirming) return null;
      const remarks = values ? (form.remark?.(current.values, values, input) ?? []) : [];
      return proceed(form, current, values ?? current.values, turn, {
        lead: remarks,
        submitting: confirming,
      });
    },

    /** The message meant nothing: ask again, otherwise and with choices at last. */
    miss<V extends FormValues>(form: Form<V>, turn: Turn): Outcome {
      const current = turn.state.form as FormState<V>;
      const misses = current.misses + 1;
      const asked = prompt(form, current.values, misses);
      const next = { ...current, misses, asking: asked.key, touchedAt: turn.now.toISOString() };
      return outcome(turn, next, [words.form.notUnderstood(misses)], asked.prompt);
    },

    /**
     * Brings somebody who asked something else back to the open question. An aside that offers a choice keeps
     * the floor until one is taken; one more choice goes on with the form.
     */
    resume<V extends FormValues>(form: Form<V>, turn: Turn, aside: Reply): Outcome {
      const current = turn.state.form as FormState<V>;
      const next = { ...current, touchedAt: turn.now.toISOString() };
      if (aside.choices && aside.choices.length > 0) {
        const choices = [...aside.choices, words.form.goOn()];
        return { reply: { ...aside, choices }, state: { ...turn.state, form: next } };
      }
      const asked = prompt(form, current.values, current.misses);
      const short =
        asked.key === null && form.confirm
          ? { ...asked.prompt, text: words.form.stillToSubmit() }
          : asked.prompt;
      return outcome(turn, { ...next, asking: asked.key }, [...aside.texts, words.form.backTo()], short);
    },

    /** Asks the open question once more, in full. */
    again<V extends FormValues>(form: Form<V>, turn: Turn, lead: string[] = []): Outcome {
      const current = turn.state.form as FormState<V>;
      const asked = prompt(form, current.values, 0);
      const next = { ...current, asking: asked.key, misses: 0, touchedAt: turn.now.toISOString() };
      return outcome(turn, next, lead, asked.prompt);
    },

    /** Whether the open question offers this text as a choice. */
    offers<V extends FormValues>(form: Form<V>, current: FormState<V>, text: string): boolean {
      const choices = prompt(form, current.values, current.misses).prompt.choices ?? [];
      return choices.some(({ value }) => value === text);
    },

    /** Opens a given-up form again. */
    restore<V extends FormValues>(form: Form<V>, turn: Turn, kept: FormState<V>): Outcome {
      const asked = prompt(form, kept.values, 0);
      const opened = { ...kept, misses: 0, asking: asked.key, touchedAt: turn.now.toISOString() };
      const restored = { ...turn, state: { ...turn.state, undo: null } };
      return outcome(restored, opened, [words.form.restored()], asked.prompt);
    },

    close,
  };

  function close(turn: Turn, current: FormState): Outcome {
    const until = new Date(turn.now.getTime() + UNDO_MS).toISOString();
    return {
      reply: reply(words.form.cancelled()),
      state: { ...turn.state, form: null, undo: { form: current, until } },
    };
  }

  function restart<V extends FormValues>(form: Form<V>, turn: Turn, current: FormState<V>): Outcome {
    let values = current.values;
    for (const field of form.fields) values = field.clear(values);
    const asked = prompt(form, values, 0);
    const next = { ...advance(current, values, asked.key, turn.now), misses: 0 };
    return outcome(turn, next, [words.form.restarted()], asked.prompt);
  }

  function back<V extends FormValues>(form: Form<V>, turn: Turn, current: FormState<V>): Outcome {
    const previous = current.past.at(-1);
    if (!previous) {
      const asked = prompt(form, current.values, current.misses);
      return outcome(turn, current, [words.form.nothingBefore()], asked.prompt);
    }
    const field = form.fields.find((candidate) => candidate.key === previous.asking);
    const asked = field
      ? { key: field.key, prompt: field.ask(previous.values, 0) }
      : prompt(form, previous.values, 0);
    const next = {
      ...current,
      values: previous.values,
      asking: asked.key,
      misses: 0,
      past: current.past.slice(0, -1),
      touchedAt: turn.now.toISOString(),
    };
    return outcome(turn, next, [words.form.steppedBack()], asked.prompt);
  }

  async function change<V extends FormValues>(
    form: Form<V>,
    turn: Turn,
    current: FormState<V>,
    edit: { key: string; rest: string },
  ): Promise<Outcome> {
    const field = form.fields.find((candidate) => candidate.key === edit.key);
    if (!field) throw new Error(`form ${form.kind} has no field ${edit.key}`);
    const cleared = field.clear(current.values);
    const input = inputOf(form, cleared, turn, edit.rest, edit.key, 0);
    const filled = edit.rest === '' ? null : absorb(form, cleared, input);
    if (filled) {
      const remarks = form.remark?.(current.values, filled, input) ?? [];
      return proceed(form, current, filled, turn, { lead: remarks });
    }
    const asked = field.ask(cleared, 0);
    return outcome(turn, advance(current, cleared, field.key, turn.now), [], asked);
  }
}

const isPlainSubmit = (text: string): boolean => text.includes(words.form.submitWord());

/** After two misses there is always a person to turn to. */
function withWayOut(asked: Prompt, misses: number): Prompt {
  if (misses < 2) return asked;
  const person = words.form.toPerson();
  const choices = asked.choices ?? [];
  return choices.some((choice) => choice.value === person.value)
    ? asked
    : { ...asked, choices: [...choices, person] };
}

function advance<V extends FormValues>(
  current: FormState<V>,
  values: V,
  asking: string | null,
  now: Date,
  keepPast = true,
): FormState<V> {
  const changed = values !== current.values;
  const past =
    keepPast && changed
      ? [...current.past, { values: current.values, asking: current.asking }].slice(-PAST_KEPT)
      : current.past;
  return { ...current, values, asking, misses: 0, past, touchedAt: now.toISOString() };
}
