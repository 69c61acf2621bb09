import type { Clock } from '../clock.js';
import { text as words } from '../domain/text/index.js';
import { type FormEngine, RECAP_AFTER_MS } from './forms/engine.js';
import type { Form, FormState } from './forms/form.js';
import type { BotHandlers } from './handlers.js';
import type { InboundMessage, Reply } from './message.js';
import type { SessionState } from './session-state.js';
import { type Outcome, say, sessionKey, type Turn } from './turn.js';
import { DANGER, type Understand } from './understanding/types.js';
import type { Vocabulary } from './vocabulary.js';

export interface ConverseDeps {
  handlers: BotHandlers;
  forms: FormEngine;
  vocabulary: Vocabulary;
  understand: Understand;
  clock: Clock;
}

/** One turn of the conversation: what to answer, and what to remember. */
export type Converse = (message: InboundMessage, state: SessionState) => Promise<Outcome>;

/** By kind of form: intents whose word means something inside it, so that the form hears it first. */
const FORM_FIRST: Record<string, ReadonlySet<string>> = {
  filing: new Set(['file_petition', 'suggestion', 'supplement']),
  supplement: new Set(['supplement']),
  withdrawal: new Set(['cancel_withdrawal']),
};

/**
 * Decides what a message is: an answer to the open form, a word with a fixed meaning, a question, or the
 * beginning of a petition; danger to life comes before all of it.
 */
export function createConverse(deps: ConverseDeps): Converse {
  const { handlers, forms, vocabulary, understand, clock } = deps;

  return async (message, state) => {
    const turn = createTurn(message, state);
    const urgent = turn.understood.danger ? await handlers.answerDanger(turn, turn.understood.danger) : '';
    const welcome = welcomeBack(turn);
    const outcome =
      urgent && !turn.state.form && lifeComesFirst(turn) ? staysWithDanger(turn) : await answer(turn);
    const lead = [urgent, urgent ? '' : careFor(turn), welcome].filter(Boolean);
    return finish(keepWaiting(turn, outcome), lead);
  };

  function createTurn(message: InboundMessage, state: SessionState): Turn {
    const now = clock.now();
    const form = state.form && !isStale(state.form, now) ? handlers.formOf(state.form.kind) : undefined;
    const open = form ? state : { ...state, form: null };
    const text = resolveNumber(message, open, vocabulary);
    const context =
      form && open.form
        ? { ...form.context?.(open.form.values), ...(open.form.asking ? { asking: open.form.asking } : {}) }
        : {};
    return {
      message,
      text,
      understood: understand(text, context),
      context,
      state: open,
      asker: { channel: message.channel, person: message.person, terminal: message.terminal ?? false },
      causeId: `${sessionKey(message)}:${message.id}`,
      now,
    };
  }

  /** A small form left open for hours is forgotten; only drafts wait. */
  function isStale(form: FormState, now: Date): boolean {
    if (handlers.formOf(form.kind)?.isDraft) return false;
    return now.getTime() - new Date(form.touchedAt).getTime() >= RECAP_AFTER_MS;
  }

  async function answer(turn: Turn): Promise<Outcome> {
    const form = turn.state.form ? handlers.formOf(turn.state.form.kind) : undefined;
    const intent = turn.message.intent ?? intentOf(turn);
    return form ? inForm(form, turn, intent) : outside(turn, intent);
  }

  /** A form is open: it comes first, unless a word with a fixed meaning interrupts it. */
  async function inForm(form: Form, turn: Turn, intent: string | undefined): Promise<Outcome> {
    if (intent === 'my_drafts') return forms.again(form, turn);
    if (intent && !offered(form, turn) && !FORM_FIRST[form.kind]?.has(intent))
      return interrupt(form, turn, intent);
    if (turn.text === '' && !turn.message.attachments?.length) return forms.miss(form, turn);
    const taken = await forms.handle(form, turn);
    if (taken) return taken;
    return aside(form, turn);
  }

  async function interrupt(form: Form, turn: Turn, intent: string): Promise<Outcome> {
    const outcome = await (handlers.byIntent[intent] ?? handlers.unknown)(turn);
    if (outcome.state.form !== turn.state.form) return outcome;
    const beside = outcome.asks ? outcome.reply : { texts: outcome.reply.texts };
    return forms.resume(form, { ...turn, state: outcome.state }, beside);
  }

  /** Something else in the middle: answered, then back to the question. */
  async function aside(form: Form, turn: Turn): Promise<Outcome> {
    const answered = handlers.answerQuestion(turn) ?? (await byAct(turn));
    return answered ? forms.resume(form, turn, { texts: answered.reply.texts }) : forms.miss(form, turn);
  }

  /** Whether the open question offers what was said; the way to a person and the notice interrupt all the same. */
  function offered(form: Form, turn: Turn): boolean {
    const interrupts = [words.form.toPerson().value, words.common.guideSheetWord()];
    const open = turn.state.form;
    return open !== null && !interrupts.includes(turn.text) && forms.offers(form, open, turn.text);
  }

  /** A draft waits while a small form is open, and comes back when that has ended. */
  function keepWaiting(turn: Turn, outcome: Outcome): Outcome {
    const before = turn.state.form;
    const { form, waiting } = outcome.state;
    const wasDraft = before !== null && handlers.formOf(before.kind)?.isDraft === true;
    if (wasDraft && form && form.id !== before.id && form.id !== outcome.state.undo?.form.id) {
      const reply = { ...outcome.reply, texts: [words.form.keptAside(), ...outcome.reply.texts] };
      return { reply, state: { ...outcome.state, waiting: before } };
    }
    const draft = waiting && !form ? handlers.formOf(waiting.kind) : undefined;
    if (!waiting || !draft || form) return outcome;
    const state = { ...outcome.state, form: waiting, waiting: null };
    const { choices: _done, ...ended } = outcome.reply;
    return forms.resume(draft, { ...turn, state }, ended);
  }

  async function byAct(turn: Turn): Promise<Outcome | null> {
    const { act } = turn.understood;
    const handler =
      act === 'greeting' || act === 'thanks' || act === 'abuse' ? handlers.byAct[act] : undefined;
    return handler ? handler(turn) : null;
  }

  async function outside(turn: Turn, intent: string | undefined): Promise<Outcome> {
    const handler = intent ? handlers.byIntent[intent] : undefined;
    if (handler) return handler(turn);
    const { understood } = turn;
    if (understood.isPetition || understood.wantsToFile) return start(turn);
    if (turn.message.attachments?.length) return (await handlers.takeFiles(turn)) ?? start(turn);
    const answered = handlers.answerQuestion(turn) ?? (await byAct(turn));
    if (answered) return answered;
    return vocabulary.is('submit', turn.text) ? say(turn, words.common.fine()) : handlers.unknown(turn);
  }

  async function start(turn: Turn): Promise<Outcome> {
    const handler = handlers.byIntent['file_petition'];
    return handler ? handler(turn) : handlers.unknown(turn);
  }

  /** The intent a message names: as a whole, or followed by a petition's number. */
  function intentOf(turn: Turn): string | undefined {
    return vocabulary.intent(turn.text) ?? vocabulary.intentWithNumber(turn.text);
  }

  function welcomeBack(turn: Turn): string {
    const { form: open } = turn.state;
    const form = open ? handlers.formOf(open.kind) : undefined;
    if (!open || !form?.isDraft) return '';
    const away = turn.now.getTime() - new Date(open.touchedAt).getTime();
    return away >= RECAP_AFTER_MS ? words.form.welcomeBack(form.recap(open.values)) : '';
  }
}

/** A bare number means one of the choices shown last; with no question open it means the menu's. */
function resolveNumber(message: InboundMessage, state: SessionState, vocabulary: Vocabulary): string {
  const text = message.text.trim() || (message.location ?? '');
  const index = vocabulary.digit(text);
  if (index === undefined) return text;
  const chosen = state.shown[index - 1];
  if (chosen) return chosen.value;
  if (state.form) return text;
  return index === 0 ? words.common.menuWord() : (words.common.menuChoices()[index - 1]?.value ?? text);
}

/** Nothing else is asked of somebody in danger who says no more than that, or who means to die. */
function lifeComesFirst({ understood }: Turn): boolean {
  return !understood.isPetition || understood.danger === DANGER.selfHarm || understood.classes.length === 0;
}

function staysWithDanger(turn: Turn): Outcome {
  const goOn = turn.understood.isPetition ? [words.danger.goOn()] : [];
  return say(turn, goOn, [words.form.toPerson()]);
}

function careFor(turn: Turn): string {
  const { understood, state } = turn;
  if (understood.injury && !state.form) return words.common.careInjury();
  return understood.distress ? words.common.careDistress() : '';
}

/** Puts what comes first before the answer and remembers the choices shown. */
function finish(outcome: Outcome, lead: string[]): Outcome {
  const reply: Reply = { ...outcome.reply, texts: [...lead, ...outcome.reply.texts] };
  return { reply, state: { ...outcome.state, shown: reply.choices ?? [] } };
}
