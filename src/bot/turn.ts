import type { Asker } from '../domain/asker.js';
import type { Choice, InboundMessage, Reply } from './message.js';
import type { SessionState } from './session-state.js';
import type { Understanding, UnderstandingContext } from './understanding/types.js';

/** Everything a handler may look at while it answers one message. */
export interface Turn {
  message: InboundMessage;
  /** The text that counts: a bare number is already replaced by the choice it stands for. */
  text: string;
  /** What the text says; read in the light of the open question. */
  understood: Understanding;
  /** What was known when it was read. */
  context: UnderstandingContext;
  state: SessionState;
  asker: Asker;
  /** Identifies this message in every business write, so that a repeated turn does nothing twice. */
  causeId: string;
  now: Date;
}

/** A handler's result: the answer and the state to keep. */
export interface Outcome {
  reply: Reply;
  state: SessionState;
  /** The reply is a question whose choices are the point of it: nothing else is asked beside it. */
  asks?: true;
}

/** One thing a person can do in chat. */
export type Handler = (turn: Turn) => Promise<Outcome>;

/** The session key of a message: `channel:person`. */
export function sessionKey(message: Pick<InboundMessage, 'channel' | 'person'>): string {
  return `${message.channel}:${message.person}`;
}

/** An outcome that says `texts` and keeps the state. */
export function say(turn: Turn, texts: string | string[], choices?: Choice[]): Outcome {
  return { reply: reply(texts, choices), state: turn.state };
}

/** An outcome that asks to pick one of `choices` and keeps the state. */
export function ask(turn: Turn, texts: string | string[], choices: Choice[]): Outcome {
  return { ...say(turn, texts, choices), asks: true };
}

/** A reply of these texts; empty texts are left out. */
export function reply(texts: string | string[], choices?: Choice[]): Reply {
  const list = (Array.isArray(texts) ? texts : [texts]).filter((text) => text !== '');
  return choices && choices.length > 0 ? { texts: list, choices } : { texts: list };
}
