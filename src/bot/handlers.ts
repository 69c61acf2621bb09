import type { Form } from './forms/form.js';
import type { Handler, Outcome, Turn } from './turn.js';
import type { Danger } from './understanding/types.js';

/** What the conversation is given to do its work with. */
export interface BotHandlers {
  /** By the intents of `data/intents.json`. */
  byIntent: Record<string, Handler>;
  /** Speech acts that need no more than a word back. */
  byAct: Partial<Record<'greeting' | 'thanks' | 'abuse', Handler>>;
  /** The form definition of a stored form; undefined when this release has none of that kind. */
  formOf(kind: string): Form | undefined;
  /** The guide's answer to a question, null when it has none. */
  answerQuestion(turn: Turn): Outcome | null;
  /** Files sent outside any form; null when they belong to no petition spoken of. */
  takeFiles(turn: Turn): Promise<Outcome | null>;
  /** What to say first to somebody in danger, after somebody has been called. */
  answerDanger(turn: Turn, kind: Danger): Promise<string>;
  /** Nothing else understood the message. */
  unknown: Handler;
}
