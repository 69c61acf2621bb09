import { type Handler, type Outcome, reply, say, type Turn } from '../../bot/turn.js';
import { isOpen, isServed } from '../../domain/petition-status.js';
import { text } from '../../domain/text/index.js';
import type { PetitionSummary } from '../../services/petitions/types.js';
import type { HandlerDeps } from '../deps.js';
import { fileApart } from '../filing/apart.js';
import { orRefusal } from './refusals.js';
import { whichPetition } from './which.js';

/** Finds the petition and acts on it; refusals are worded. */
export function actOn(
  deps: HandlerDeps,
  verb: () => string,
  takes: (petition: PetitionSummary) => boolean,
  act: (turn: Turn, petitionNo: string) => Promise<Outcome>,
): Handler {
  return async (turn) => {
    const which = await whichPetition(deps, turn, verb(), takes);
    if ('outcome' in which) return which.outcome;
    const spoken: Turn = { ...turn, state: { ...turn.state, lastPetitionNo: which.petitionNo } };
    return orRefusal(spoken, () => act(spoken, which.petitionNo), { beside: true });
  };
}

/** A petition somebody still has to act on. */
export const isUnderWay = ({ status }: PetitionSummary): boolean => isOpen(status);

/** 催办 */
export function urge(deps: HandlerDeps): Handler {
  return actOn(deps, text.urge.verb, isUnderWay, async (turn, petitionNo) => {
    const { againOn } = await deps.petitions.urge({ asker: turn.asker, petitionNo, causeId: turn.causeId });
    return say(turn, text.urge.done(petitionNo, againOn));
  });
}

/** 不撤了 */
export function cancelWithdrawal(deps: HandlerDeps): Handler {
  return actOn(
    deps,
    text.withdrawal.takeBackVerb,
    ({ withdrawalPending }) => withdrawalPending,
    async (turn, petitionNo) => {
      await deps.petitions.cancelWithdrawal({ asker: turn.asker, petitionNo, causeId: turn.causeId });
      return say(turn, text.withdrawal.takenBack(petitionNo));
    },
  );
}

/** 没收到: a registered serving did not reach the petitioner. */
export function disputeServing(deps: HandlerDeps): Handler {
  return actOn(
    deps,
    text.serving.verb,
    ({ status }) => isServed(status),
    async (turn, petitionNo) => {
      await deps.petitions.disputeServing({ asker: turn.asker, petitionNo, causeId: turn.causeId });
      return say(turn, text.serving.disputed(petitionNo));
    },
  );
}

/** Photos outside any form: for the petition spoken of last, else the beginning of a new one. */
export async function takeFiles(deps: HandlerDeps, turn: Turn): Promise<Outcome | null> {
  const attachments = turn.message.attachments ?? [];
  const { lastPetitionNo } = turn.state;
  if (!lastPetitionNo || turn.asker.terminal) return null;
  const view = await deps.petitions.openOwn(turn.asker, lastPetitionNo);
  if (!view?.can.supplement) return null;
  const apart = await fileApart(deps, turn, lastPetitionNo, { text: turn.text, attachments });
  if (apart) return apart;
  return orRefusal(turn, async () => {
    await deps.petitions.supplement({
      asker: turn.asker,
      petitionNo: lastPetitionNo,
      causeId: turn.causeId,
      text: turn.text,
      attachments,
    });
    return {
      reply: reply(text.supplement.addedPhotos(lastPetitionNo, attachments.length)),
      state: turn.state,
    };
  });
}
