import type { Form } from '../../bot/forms/form.js';
import type { Attachment } from '../../bot/message.js';
import { type Handler, reply } from '../../bot/turn.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';
import { fileApart } from '../filing/apart.js';
import { actOn, isUnderWay } from './acts.js';
import { orRefusal } from './refusals.js';

export interface SupplementValues {
  petitionNo: string;
  words: string;
  attachments: Attachment[];
}

export const SUPPLEMENT = 'supplement';

/** 补充: words and photos for a petition already filed. */
export function supplementForm(deps: HandlerDeps): Form<SupplementValues> {
  return {
    kind: SUPPLEMENT,
    isDraft: false,
    fields: [
      {
        key: 'statement',
        needed: (values) => values.words === '' && values.attachments.length === 0,
        ask: (values, misses) => ({
          text: misses > 0 ? text.supplement.askAgain() : text.supplement.ask(values.petitionNo),
        }),
        absorb: (input) => {
          if (input.asking !== 'statement') return null;
          const words = input.understood.act === 'question' ? '' : input.text.trim();
          return words || input.attachments.length > 0 ? { words, attachments: input.attachments } : null;
        },
        clear: (values) => ({ ...values, words: '', attachments: [] }),
      },
    ],
    recap: (values) => text.supplement.ask(values.petitionNo),
    submit: (values, turn) =>
      orRefusal(turn, async () => {
        const { petitionNo } = values;
        const said = { text: values.words, attachments: values.attachments };
        const apart = await fileApart(deps, turn, petitionNo, said);
        if (apart) return apart;
        await deps.petitions.supplement({ asker: turn.asker, petitionNo, causeId: turn.causeId, ...said });
        return {
          reply: reply(text.filing.supplemented(petitionNo, values.attachments.length)),
          state: { ...turn.state, form: null, lastPetitionNo: petitionNo },
        };
      }),
  };
}

export function supplement(deps: HandlerDeps): Handler {
  const form = supplementForm(deps);
  return actOn(deps, text.supplement.verb, isUnderWay, (turn, petitionNo) =>
    deps.forms.open(form, turn, { petitionNo, words: '', attachments: [] }, false),
  );
}
