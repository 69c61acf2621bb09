import { type Handler, say, type Turn } from '../../bot/turn.js';
import type { Danger } from '../../bot/understanding/types.js';
import { HANDOVER_REASON, HANDOVER_STATE } from '../../domain/handover.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';

/** 人工: a person is asked for; nothing claims that one has come before one has. */
export function handover(deps: HandlerDeps): Handler {
  return async (turn) => {
    const before = await deps.handovers.current(turn.asker);
    const opened = await deps.handovers.open({
      causeId: turn.causeId,
      asker: turn.asker,
      reason: HANDOVER_REASON.asked,
      note: turn.text,
    });
    const { telephone, officeHours } = deps.settings;
    if (opened.state === HANDOVER_STATE.taken) return say(turn, text.handover.taken());
    return say(
      turn,
      before ? text.handover.waiting(telephone) : text.handover.opened(telephone, officeHours),
    );
  };
}

/** Danger to life: the advice comes first, and somebody is called. Returns what to say. */
export async function answerDanger(
  deps: HandlerDeps,
  turn: Turn,
  kind: Danger,
  advice: string,
): Promise<string> {
  const opened = await deps.handovers.open({
    causeId: `${turn.causeId}:danger`,
    asker: turn.asker,
    reason: HANDOVER_REASON.danger,
    danger: kind,
    note: turn.text,
  });
  return text.danger.answer(advice, opened.state === HANDOVER_STATE.taken);
}
