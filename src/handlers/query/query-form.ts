import type { Form, FormState } from '../../bot/forms/form.js';
import { type Outcome, reply, type Turn } from '../../bot/turn.js';
import { PETITION_ERROR } from '../../domain/petition-error.js';
import { text } from '../../domain/text/index.js';
import { isAppError } from '../../errors.js';
import type { HandlerDeps } from '../deps.js';
import { orRefusal } from '../petition/refusals.js';
import { showPetition } from './timeline.js';

export interface QueryValues {
  petitionNo: string;
  queryCode: string;
}

export const QUERY = 'query';

/** 查询 by number and query code, for a petition that is not tied to this chat. */
export function queryForm(deps: HandlerDeps): Form<QueryValues> {
  return {
    kind: QUERY,
    isDraft: false,
    fields: [
      {
        key: 'petitionNo',
        needed: (values) => values.petitionNo === '',
        ask: (_values, misses) => ({
          text: misses > 0 ? text.query.askNumberAgain() : text.query.askNumber(),
        }),
        absorb: (input, values) => {
          const petitionNo = deps.petitionNo(input.text, input.now, input.asking === 'petitionNo');
          return petitionNo && petitionNo !== values.petitionNo ? { petitionNo } : null;
        },
        clear: (values) => ({ ...values, petitionNo: '' }),
      },
      {
        key: 'queryCode',
        needed: (values) => values.queryCode === '',
        ask: (_values, misses) => ({ text: misses > 0 ? text.query.askCodeAgain() : text.query.askCode() }),
        absorb: (input, values) => {
          const queryCode = deps.queryCode(input.text);
          return queryCode && queryCode !== values.queryCode ? { queryCode } : null;
        },
        clear: (values) => ({ ...values, queryCode: '' }),
      },
    ],
    recap: () => text.query.askNumber(),
    submit: (values, turn, formId) =>
      orRefusal(turn, async () => {
        const address = turn.message.address ?? '';
        try {
          const view = await deps.petitions.query({
            asker: turn.asker,
            address,
            causeId: turn.causeId,
            ...values,
          });
          const shown = showPetition(turn, view);
          return { ...shown, state: { ...shown.state, form: null } };
        } catch (error) {
          if (!isAppError(error, PETITION_ERROR.notFound)) throw error;
          return askCodeAgain(values, turn, formId);
        }
      }),
  };
}

/** The number stays: most often it is the code that was mistyped. */
function askCodeAgain(values: QueryValues, turn: Turn, formId: string): Outcome {
  const at = turn.now.toISOString();
  const form: FormState<QueryValues> = {
    kind: QUERY,
    id: formId,
    values: { ...values, queryCode: '' },
    asking: 'queryCode',
    misses: 0,
    past: [],
    openedAt: at,
    touchedAt: at,
  };
  return {
    reply: reply(text.query.notFound(), text.query.notFoundChoices()),
    state: { ...turn.state, form },
  };
}
