import type { Handler } from '../../bot/turn.js';
import type { HandlerDeps } from '../deps.js';
import { filingForm, filingSeed } from './form.js';

/** 我要信访, or a sentence that describes a problem. */
export function filePetition(deps: HandlerDeps): Handler {
  const form = filingForm(deps);
  return (turn) => {
    const suggestion = turn.understood.purpose === 'suggestion' || turn.message.intent === 'suggestion';
    const hasContent = turn.understood.isPetition || (turn.message.attachments?.length ?? 0) > 0;
    return deps.forms.open(form, turn, filingSeed(suggestion), hasContent);
  };
}
