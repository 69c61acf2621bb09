import { type Outcome, reply, type Turn } from '../../bot/turn.js';
import { text } from '../../domain/text/index.js';
import type { PetitionView } from '../../services/petitions/types.js';

/** How many past steps are shown; the newest matter most. */
const STEPS_SHOWN = 8;

/** How a petition stands, in plain words, and what can be done now. */
export function showPetition(turn: Turn, view: PetitionView): Outcome {
  const done = view.steps.filter(({ state }) => state === 'done').slice(-STEPS_SHOWN);
  const next = view.steps.filter(({ state }) => state === 'next');
  const lines = [...done, ...next].map((step) => text.query.step(step));
  const { can } = view;
  const own = view.role !== 'code_holder' && !turn.asker.terminal;
  const choices = own
    ? text.query.actions(
        {
          supplement: can.supplement,
          urge: can.urge,
          rate: can.rate.length > 0,
          takeBack: can.takeBackWithdrawal,
        },
        view.petitionNo,
      )
    : [];
  const said = [text.query.heading(view.petitionNo, view.status), lines.join('\n')].join('\n');
  return {
    reply: reply(said, choices),
    state: { ...turn.state, ...(own ? { lastPetitionNo: view.petitionNo } : {}) },
  };
}
