import type { Form } from '../../bot/forms/form.js';
import { say } from '../../bot/turn.js';
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
          const petitionNo = deps.petitionNo(input.text, input.now);
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
    submit: (values, turn) =>
      orRefusal(turn, async () => {
        const address = turn.message.address ?? '';
        try {
          const view = await deps.petitions.query({
            asker: turn.asker,
            address,
            causeId: turn.causeId,
            ...values,
          });
          return showPetition(turn, view);
        } catch (error) {
          if (!isAppError(error, PETITION_ERROR.notFound)) throw error;
          const refused = say(turn, text.query.notFound(), text.query.notFoundChoices());
          return { ...refused, state: { ...refused.state, form: null } };
        }
      }),
  };
}
