import { ask, type Handler, say, type Turn } from '../../bot/turn.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';
import { petitionChoices } from '../petition/which.js';
import { queryForm } from './query-form.js';
import { showPetition } from './timeline.js';

/** 查询: own petitions at once, others by number and query code. */
export function queryPetition(deps: HandlerDeps): Handler {
  const form = queryForm(deps);
  const byNumber = (turn: Turn) => deps.forms.open(form, turn, { petitionNo: '', queryCode: '' }, true);

  return async (turn) => {
    const said = deps.petitionNo(turn.text, turn.now);
    if (turn.asker.terminal || turn.text.trim() === text.query.byNumberWord()) return byNumber(turn);
    if (said) {
      const view = await deps.petitions.openOwn(turn.asker, said);
      return view ? showPetition(turn, view) : byNumber(turn);
    }
    const own = await deps.petitions.listOwn(turn.asker);
    const [only] = own;
    if (!only) return say(turn, text.query.none(), text.query.noneChoices());
    if (own.length > 1) return ask(turn, text.query.pick(), petitionChoices(own, text.query.verb()));
    const view = await deps.petitions.openOwn(turn.asker, only.petitionNo);
    return view ? showPetition(turn, view) : byNumber(turn);
  };
}
