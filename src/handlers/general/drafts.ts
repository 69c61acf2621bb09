import type { Form } from '../../bot/forms/form.js';
import { type Handler, say } from '../../bot/turn.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';

/** 恢复: a form given up within the last ten minutes. */
export function restore(deps: HandlerDeps, formOf: (kind: string) => Form | undefined): Handler {
  return async (turn) => {
    const { undo } = turn.state;
    const form = undo && new Date(undo.until) >= turn.now ? formOf(undo.form.kind) : undefined;
    if (!undo || !form) return say(turn, text.form.nothingToRestore());
    return deps.forms.restore(form, turn, undo.form);
  };
}

/** 我的草稿: with a form open the conversation brings the person back to it; without, there is none. */
export function myDrafts(): Handler {
  return async (turn) => say(turn, text.common.noDraft());
}
