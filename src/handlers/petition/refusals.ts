import { type Outcome, say, type Turn } from '../../bot/turn.js';
import { PETITION_ERROR } from '../../domain/petition-error.js';
import { text } from '../../domain/text/index.js';
import { isAppError } from '../../errors.js';

type Details = Record<string, unknown>;

const WORDING: Record<string, (details: Details) => string> = {
  [PETITION_ERROR.notFound]: text.query.notFound,
  [PETITION_ERROR.queryLocked]: ({ until }) => text.query.locked(text.format.clockTime(until as Date)),
  [PETITION_ERROR.notAllowed]: text.refusal.notAllowed,
  [PETITION_ERROR.notOpen]: text.refusal.notOpen,
  [PETITION_ERROR.urgedRecently]: ({ againOn }) => text.urge.recently(String(againOn)),
  [PETITION_ERROR.withdrawalPending]: text.withdrawal.pending,
  [PETITION_ERROR.noWithdrawal]: text.withdrawal.none,
  [PETITION_ERROR.notAnswered]: text.rating.notAnswered,
  [PETITION_ERROR.alreadyRated]: text.rating.already,
  [PETITION_ERROR.anonymous]: text.rating.anonymous,
  [PETITION_ERROR.notServed]: text.serving.notServed,
  [PETITION_ERROR.alreadyDisputed]: text.serving.already,
  [PETITION_ERROR.fileNotFound]: text.supplement.fileGone,
};

/**
 * Runs an act; a refusal with a wording is said, anything else is thrown on. The form whose submission it is
 * closes; an act beside a form (`beside`) leaves it open.
 */
export async function orRefusal(
  turn: Turn,
  act: () => Promise<Outcome>,
  options: { beside?: boolean } = {},
): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    const wording = isAppError(error) ? WORDING[error.code] : undefined;
    if (!wording || !isAppError(error)) throw error;
    const outcome = say(turn, wording(error.details ?? {}));
    return options.beside ? outcome : { ...outcome, state: { ...outcome.state, form: null } };
  }
}
