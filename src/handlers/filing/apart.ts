import type { Attachment } from '../../bot/message.js';
import type { Outcome, Turn } from '../../bot/turn.js';
import { text } from '../../domain/text/index.js';
import type { HandlerDeps } from '../deps.js';
import { isAccusation } from './allegations.js';
import { filingForm, filingSeed } from './form.js';

/**
 * Words meant for an ordinary petition that accuse somebody are not added to it: a filing of their own is
 * begun with them, to be sealed. Null when they accuse nobody, or the petition is sealed itself.
 */
export async function fileApart(
  deps: HandlerDeps,
  turn: Turn,
  petitionNo: string,
  said: { text: string; attachments: Attachment[] },
): Promise<Outcome | null> {
  if (!isAccusation(said.text, deps.understand)) return null;
  const view = await deps.petitions.openOwn(turn.asker, petitionNo);
  if (view?.confidential) return null;
  const blank = { ...filingSeed(false), attachments: said.attachments };
  const opened = { ...turn, text: said.text, state: { ...turn.state, form: null, lastPetitionNo: null } };
  return deps.forms.open(filingForm(deps), opened, blank, true, [text.filing.apart(petitionNo)]);
}
