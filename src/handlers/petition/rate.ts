import type { Field, Form } from '../../bot/forms/form.js';
import { type Handler, reply } from '../../bot/turn.js';
import { isAnswered } from '../../domain/petition-status.js';
import { RATING_LEVEL, type RatedObject, type RatingLevel } from '../../domain/rating.js';
import { choice } from '../../domain/text/choice.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';
import { actOn } from './acts.js';
import { orRefusal } from './refusals.js';

export interface RatingValues {
  petitionNo: string;
  /** Objects still to be rated when the form opened. */
  objects: RatedObject[];
  levels: Partial<Record<RatedObject, RatingLevel>>;
  reason: string;
  reasonAsked: boolean;
}

export const RATING = 'rating';

/** 满意度评价: two objects, three levels each; a reason may be given when dissatisfied. */
export function ratingForm(deps: HandlerDeps): Form<RatingValues> {
  return {
    kind: RATING,
    isDraft: false,
    fields: [levelField('petition_bureau'), levelField('responsible_unit'), reasonField()],
    recap: (values) => text.rating.ask(values.objects[0] ?? 'petition_bureau'),
    submit: (values, turn) =>
      orRefusal(turn, async () => {
        const { petitionNo } = values;
        for (const object of values.objects) {
          const level = values.levels[object];
          if (!level) continue;
          const causeId = `${turn.causeId}:${object}`;
          const reason =
            level === RATING_LEVEL.dissatisfied && values.reason ? { reason: values.reason } : {};
          await deps.petitions.rate({ asker: turn.asker, petitionNo, causeId, object, level, ...reason });
        }
        return {
          reply: reply(text.rating.done(petitionNo)),
          state: { ...turn.state, form: null, lastPetitionNo: petitionNo },
        };
      }),
  };
}

function levelField(object: RatedObject): Field<RatingValues> {
  return {
    key: object,
    needed: (values) => values.objects.includes(object) && values.levels[object] === undefined,
    ask: () => ({
      text: text.rating.ask(object),
      choices: text.rating.levels().map(({ label }) => choice(label)),
    }),
    absorb: (input, values) => {
      if (input.asking !== object) return null;
      const said = input.text.trim();
      const found = text.rating.levels().find(({ label }) => label === said);
      return found ? { levels: { ...values.levels, [object]: found.level } } : null;
    },
    clear: (values) => ({ ...values, levels: { ...values.levels, [object]: undefined } }),
  };
}

function reasonField(): Field<RatingValues> {
  const dissatisfied = (values: RatingValues) =>
    Object.values(values.levels).includes(RATING_LEVEL.dissatisfied);
  return {
    key: 'ratingReason',
    needed: (values) => dissatisfied(values) && !values.reasonAsked,
    ask: () => ({ text: text.rating.askReason(), choices: text.rating.skip() }),
    absorb: (input) => {
      if (input.asking !== 'ratingReason') return null;
      const said = input.text.trim();
      return said === ''
        ? null
        : { reason: said === text.rating.skip()[0]?.value ? '' : said, reasonAsked: true };
    },
    clear: (values) => ({ ...values, reason: '', reasonAsked: false }),
  };
}

export function rate(deps: HandlerDeps): Handler {
  const form = ratingForm(deps);
  return actOn(
    deps,
    text.rating.verb,
    ({ status }) => isAnswered(status),
    async (turn, petitionNo) => {
      const view = await deps.petitions.openOwn(turn.asker, petitionNo);
      const objects = view?.can.rate ?? [];
      if (view?.role === 'agent') return { reply: reply(text.refusal.notAllowed()), state: turn.state };
      if (objects.length === 0 && view && isAnswered(view.status))
        return { reply: reply(text.rating.already()), state: turn.state };
      if (objects.length === 0) return { reply: reply(text.rating.notAnswered()), state: turn.state };
      return deps.forms.open(
        form,
        turn,
        { petitionNo, objects, levels: {}, reason: '', reasonAsked: false },
        false,
      );
    },
  );
}
