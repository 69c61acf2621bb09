import type { Clock } from '../clock.js';
import { text as words } from '../domain/text/index.js';
import { type FormEngine, RECAP_AFTER_MS, UNDO_MS } from './forms/engine.js';
import type { Form, FormState } from './forms/form.js';
import type { BotHandlers } from './handlers.js';
import type { InboundMessage, Reply } from './message.js';
import type { SessionState } from './session-state.js';
import { type Outcome, say, sessionKey, type Turn } from './turn.js';
import type { Understand } from './understanding/types.js';
import { bare, type Vocabulary } from './vocabulary.js';

export interface ConverseDeps {
  handlers: BotHandlers;
  forms: FormEngine;
  vocabulary: Vocabulary;
  understand: Understand;
  clock: Clock;
}

/** One turn of the conversation: what to answer, and what to remember. */
export type Converse = (message: InboundMessage, state: SessionState) => Promise<Outcome>;

/** Intents that may interrupt an open form; the person is brought back to the open question. */
const ASIDES = new Set([
  'menu',
  'help',
  'query_petition',
  'reception_schedule',
  'book_reception',
  'guide',
  'privacy',
  'guide_sheet',
  'handover',
  'contact',
  'my_data',
  'urge',
]);
/** Intents that make no sense while a form is open, because a word of the form means the same. */
const FORM_FIRST = new Set(['file_petition', 'supplement', 'my_drafts']);

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
      urgent && !turn.understood.isPetition && !turn.state.form
        ? say(turn, [], [words.form.toPerson()])
        : await answer(turn);
    const lead = [urgent, urgent ? '' : careFor(turn), welcome].filter(Boolean);
    return finish(outcome, lead, turn);
  };

  function createTurn(message: InboundMessage, state: SessionState): Turn {
    const now = clock.now();
    const form = state.form && !isStale(state.form, now) ? handlers.formOf(state.form.kind) : undefined;
    const open = form ? state : { ...state, form: null };
    const text = resolveNumber(message, open);
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
    if (turn.text === '' && !turn.message.attachments?.length) return forms.miss(form, turn);
    if (intent === 'my_drafts') return forms.resume(form, turn, { texts: [] });
    if (intent && !isChoice(turn) && !FORM_FIRST.has(intent)) return interrupt(form, turn, intent);
    const taken = await forms.handle(form, turn);
    if (taken) return taken;
    return aside(form, turn);
  }

  async function interrupt(form: Form, turn: Turn, intent: string): Promise<Outcome> {
    const outcome = await (handlers.byIntent[intent] ?? handlers.unknown)(turn);
    if (!ASIDES.has(intent) || outcome.state.form !== turn.state.form) return setAside(form, turn, outcome);
    return forms.resume(form, { ...turn, state: outcome.state }, outcome.reply);
  }

  /** Something else in the middle: answered, then back to the question. */
  async function aside(form: Form, turn: Turn): Promise<Outcome> {
    const answered = handlers.answerQuestion(turn) ?? (await byAct(turn));
    return answered ? forms.resume(form, turn, answered.reply) : forms.miss(form, turn);
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
    return handlers.answerQuestion(turn) ?? (await byAct(turn)) ?? handlers.unknown(turn);
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
function resolveNumber(message: InboundMessage, state: SessionState): string {
  const text = message.text.trim() || (message.location ?? '');
  const digits = bare(text);
  if (!/^\d{1,2}$/.test(digits)) return text;
  const index = Number(digits);
  const chosen = state.shown[index - 1];
  if (chosen) return chosen.value;
  if (state.form) return text;
  return index === 0 ? words.common.menuWord() : (words.common.menuChoices()[index - 1]?.value ?? text);
}

/** Whether the text is one of the choices shown, so that the form hears it first. */
function isChoice(turn: Turn): boolean {
  const asides = [words.form.toPerson().value, words.common.guideSheetWord()];
  return turn.state.shown.some(({ value }) => value === turn.text && !asides.includes(value));
}

function careFor(turn: Turn): string {
  const { understood, state } = turn;
  if (understood.injury && !state.form) return words.common.careInjury();
  return understood.distress ? words.common.careDistress() : '';
}

/** A draft that another form replaces can be brought back for ten minutes. */
function setAside(form: Form, turn: Turn, outcome: Outcome): Outcome {
  const draft = turn.state.form;
  if (!draft || !form.isDraft || outcome.state.form === draft) return outcome;
  const until = new Date(turn.now.getTime() + UNDO_MS).toISOString();
  return { ...outcome, state: { ...outcome.state, undo: { form: draft, until } } };
}

/** Puts what comes first before the answer and remembers the choices shown. */
function finish(outcome: Outcome, lead: string[], turn: Turn): Outcome {
  const reply: Reply = { ...outcome.reply, texts: [...lead, ...outcome.reply.texts] };
  if (reply.texts.length === 0) return finish(say(turn, words.common.unknown()), [], turn);
  return { reply, state: { ...outcome.state, shown: reply.choices ?? [] } };
}
