import { ask, type Outcome, say, type Turn } from '../../bot/turn.js';
import { choice } from '../../domain/text/choice.js';
import { text } from '../../domain/text/index.js';
import type { PetitionSummary } from '../../services/petitions/types.js';
import type { HandlerDeps } from '../deps.js';

/** The petition an act is for, or the question which. */
export type Which = { petitionNo: string } | { outcome: Outcome };

/**
 * Finds the petition meant: the number said, the one spoken of last, or the only one. Several lead to a
 * question whose choices repeat the verb, so that each is an answer by itself.
 */
export async function whichPetition(
  deps: HandlerDeps,
  turn: Turn,
  verb: string,
  takes: (petition: PetitionSummary) => boolean,
): Promise<Which> {
  if (turn.asker.terminal) return { outcome: say(turn, text.query.atTerminal()) };
  const own = await deps.petitions.listOwn(turn.asker);
  const said = deps.petitionNo(turn.text, turn.now);
  if (said)
    return (
      (await known(deps, turn, said)) ?? {
        outcome: say(turn, text.query.notYours(), text.query.noneChoices()),
      }
    );
  if (own.length === 0) return { outcome: say(turn, text.query.none(), text.query.noneChoices()) };
  const able = own.filter(takes);
  const last = (list: PetitionSummary[]) =>
    list.find(({ petitionNo }) => petitionNo === turn.state.lastPetitionNo);
  // With none that can take the act, the one spoken of says why it cannot.
  const meant = last(able) ?? (able.length > 0 ? only(able) : (last(own) ?? only(own)));
  if (meant) return { petitionNo: meant.petitionNo };
  return {
    outcome: ask(turn, text.query.pickFor(verb), petitionChoices(able.length > 0 ? able : own, verb)),
  };
}

const only = (list: readonly PetitionSummary[]) => (list.length === 1 ? list[0] : undefined);

async function known(
  deps: HandlerDeps,
  turn: Turn,
  said: string,
): Promise<{ petitionNo: string } | undefined> {
  const view = await deps.petitions.openOwn(turn.asker, said);
  return view ? { petitionNo: view.petitionNo } : undefined;
}

/** How many own petitions a list shows. */
const LISTED = 9;

/** Own petitions as numbered choices. */
export function petitionChoices(own: readonly PetitionSummary[], verb: string) {
  return own.slice(0, LISTED).map((each) =>
    choice(
      `${verb} ${each.petitionNo}`,
      text.query.line({
        petitionNo: each.petitionNo,
        filedOn: each.filedOn,
        excerpt: each.confidential ? text.query.sealed() : (each.excerpt?.slice(0, 16) ?? ''),
        status: each.status,
      }),
    ),
  );
}
