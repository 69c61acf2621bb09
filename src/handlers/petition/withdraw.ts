import type { Form } from '../../bot/forms/form.js';
import { type Handler, reply } from '../../bot/turn.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';
import { actOn, isUnderWay } from './acts.js';
import { orRefusal } from './refusals.js';

export interface WithdrawalValues {
  petitionNo: string;
  reason: string;
}

export const WITHDRAWAL = 'withdrawal';

/** 撤回: the petitioner's own, with a reason, read back, taken back by one word for seven days. */
export function withdrawalForm(deps: HandlerDeps): Form<WithdrawalValues> {
  return {
    kind: WITHDRAWAL,
    isDraft: false,
    fields: [
      {
        key: 'reason',
        needed: (values) => values.reason === '',
        ask: (_values, misses) => ({
          text: misses > 0 ? text.withdrawal.askReasonAgain() : text.withdrawal.askReason(),
          choices: text.withdrawal.reasonChoices(),
        }),
        absorb: (input) => {
          const said = input.text.trim();
          return input.asking === 'reason' && said.length >= 2 && input.understood.act !== 'question'
            ? { reason: said }
            : null;
        },
        clear: (values) => ({ ...values, reason: '' }),
      },
    ],
    recap: (values) => text.withdrawal.confirm(values.petitionNo, values.reason),
    confirm: (values) => ({
      text: text.withdrawal.confirm(values.petitionNo, values.reason),
      choices: text.withdrawal.confirmChoices(),
    }),
    submit: (values, turn) =>
      orRefusal(turn, async () => {
        const { petitionNo, reason } = values;
        const result = await deps.petitions.requestWithdrawal({
          asker: turn.asker,
          petitionNo,
          causeId: turn.causeId,
          reason,
        });
        return {
          reply: reply(text.withdrawal.done(petitionNo, result.takeBackUntilOn, result.stopsHandling)),
          state: { ...turn.state, form: null, lastPetitionNo: petitionNo },
        };
      }),
  };
}

export function withdraw(deps: HandlerDeps): Handler {
  const form = withdrawalForm(deps);
  return actOn(deps, text.withdrawal.verb, isUnderWay, async (turn, petitionNo) => {
    const view = await deps.petitions.openOwn(turn.asker, petitionNo);
    if (view?.takeBackUntilOn) return { reply: reply(text.withdrawal.pending()), state: turn.state };
    if (view && !view.can.withdraw)
      return {
        reply: reply(view.role === 'agent' ? text.refusal.notAllowed() : text.refusal.notOpen()),
        state: turn.state,
      };
    return deps.forms.open(form, turn, { petitionNo, reason: '' }, false);
  });
}
