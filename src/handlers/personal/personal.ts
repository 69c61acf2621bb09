import type { Form } from '../../bot/forms/form.js';
import { type Handler, reply, say } from '../../bot/turn.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';

/** 我的信息: masked, from the person's own petitions. */
export function myData(deps: HandlerDeps): Handler {
  return async (turn) => {
    if (turn.asker.terminal) return say(turn, text.personal.atTerminal());
    const data = await deps.personalData.see(turn.asker);
    if (data.petitions.length === 0) return say(turn, text.personal.none());
    const lines = data.petitions.map((each) => {
      const residence = [
        each.residenceCode ? deps.places.describe(each.residenceCode) : '',
        each.residenceDetail ?? '',
      ].join('');
      const phone = each.phone ? text.format.maskPhone(each.phone) : '';
      return text.personal.line(each.petitionNo, [each.name ?? '', phone, residence].filter(Boolean));
    });
    const open = data.openRequests.map(({ kind }) => text.personal.kind(kind));
    return say(turn, [text.personal.shown(lines), open.length > 0 ? text.personal.requests(open) : '']);
  };
}

export interface CorrectionValues {
  words: string;
}

export const CORRECTION = 'correction';

/** 更正信息: recorded, decided by a person. */
export function correctionForm(deps: HandlerDeps): Form<CorrectionValues> {
  return {
    kind: CORRECTION,
    isDraft: false,
    fields: [
      {
        key: 'words',
        needed: (values) => values.words === '',
        ask: () => ({ text: text.personal.askCorrection() }),
        absorb: (input) => {
          const words = input.text.trim();
          return input.asking === 'words' && words.length >= 4 && input.understood.act !== 'question'
            ? { words }
            : null;
        },
        clear: () => ({ words: '' }),
      },
    ],
    recap: () => text.personal.askCorrection(),
    submit: async (values, turn) => {
      await deps.personalData.requestCorrection({
        causeId: turn.causeId,
        asker: turn.asker,
        text: values.words,
      });
      return { reply: reply(text.personal.correctionDone()), state: { ...turn.state, form: null } };
    },
  };
}

export const UNLINK = 'unlink';

/** 注销: asked once, recorded, decided by a person. */
export function unlinkForm(deps: HandlerDeps): Form {
  return {
    kind: UNLINK,
    isDraft: false,
    fields: [],
    recap: () => text.personal.askUnlink(),
    confirm: () => ({ text: text.personal.askUnlink(), choices: text.personal.unlinkChoices() }),
    submit: async (_values, turn) => {
      await deps.personalData.requestUnlink({ causeId: turn.causeId, asker: turn.asker });
      return { reply: reply(text.personal.unlinkDone()), state: { ...turn.state, form: null } };
    },
  };
}

const ownOnly =
  (handler: Handler): Handler =>
  async (turn) =>
    turn.asker.terminal ? say(turn, text.personal.atTerminal()) : handler(turn);

export function correctData(deps: HandlerDeps): Handler {
  const form = correctionForm(deps);
  return ownOnly((turn) => deps.forms.open(form, turn, { words: '' }, false));
}

export function unlink(deps: HandlerDeps): Handler {
  const form = unlinkForm(deps);
  return ownOnly((turn) => deps.forms.open(form, turn, {}, false));
}
