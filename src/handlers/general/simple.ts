import { ask, type Handler, say } from '../../bot/turn.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';

/** 菜单 */
export function menu({ settings }: HandlerDeps): Handler {
  return async (turn) => ask(turn, text.common.menu(settings.sampleData()), text.common.menuChoices());
}

/** 帮助 */
export function help(): Handler {
  return async (turn) => say(turn, text.common.help());
}

/** A first hello, also for a new follower. */
export function greeting(): Handler {
  return async (turn) => say(turn, text.common.greeting(), text.common.menuChoices());
}

export function subscribe(): Handler {
  return async (turn) => say(turn, text.common.welcome());
}

export function thanks(): Handler {
  return async (turn) => say(turn, text.common.thanks());
}

export function abuse(): Handler {
  return async (turn) => say(turn, text.common.abuse(), [text.form.toPerson()]);
}

/** Always last: nothing else understood the message. */
export function unknown(): Handler {
  return async (turn) =>
    say(turn, text.common.unknown(), [...text.common.menuChoices(), text.form.toPerson()]);
}

/** 接访安排, 预约接访: until they can be looked up here, where to ask. */
export function reception({ settings }: HandlerDeps): Handler {
  return async (turn) => say(turn, text.common.reception(settings.telephone));
}

export function contact({ settings }: HandlerDeps): Handler {
  return async (turn) => say(turn, text.common.contact(settings.telephone, settings.officeHours));
}

/** 退出: what is open is dropped; the channel forgets the visitor. */
export function exit(): Handler {
  return async (turn) => ({
    reply: { texts: [text.common.exit()], leaves: true },
    state: { ...turn.state, form: null, waiting: null, undo: null, lastPetitionNo: null },
  });
}
