import { type Handler, say } from '../../bot/turn.js';
import type { Notice } from '../../services/notices.js';
import type { HandlerDeps } from '../deps.js';

const show = (notice: Notice): string => [notice.title, ...notice.paragraphs].join('\n');

/** 隐私: the notice on personal data; its version counts as offered. */
export function privacy({ notices }: HandlerDeps): Handler {
  return async (turn) => {
    const outcome = say(turn, show(notices.privacy));
    const shown = { version: notices.privacy.version, at: turn.now.toISOString() };
    return { ...outcome, state: { ...outcome.state, notices: { ...outcome.state.notices, privacy: shown } } };
  };
}

/** 须知: 《信访人须知》 */
export function guideSheet({ notices }: HandlerDeps): Handler {
  return async (turn) => {
    const outcome = say(turn, show(notices.guideSheet));
    const shown = { version: notices.guideSheet.version, at: turn.now.toISOString() };
    return {
      ...outcome,
      state: { ...outcome.state, notices: { ...outcome.state.notices, guideSheet: shown } },
    };
  };
}
