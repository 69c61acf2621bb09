import type { Form } from '../bot/forms/form.js';
import type { BotHandlers } from '../bot/handlers.js';
import type { HandlerDeps } from './deps.js';
import { filePetition } from './filing/file-petition.js';
import { filingForm } from './filing/form.js';
import { myDrafts, restore } from './general/drafts.js';
import { guide, guideAnswer } from './general/guide.js';
import { answerDanger, handover } from './general/handover.js';
import { guideSheet, privacy } from './general/notices.js';
import {
  abuse,
  contact,
  exit,
  greeting,
  help,
  menu,
  reception,
  subscribe,
  thanks,
  unknown,
} from './general/simple.js';
import { correctData, correctionForm, myData, unlink, unlinkForm } from './personal/personal.js';
import { cancelWithdrawal, disputeServing, takeFiles, urge } from './petition/acts.js';
import { rate, ratingForm } from './petition/rate.js';
import { supplement, supplementForm } from './petition/supplement.js';
import { withdraw, withdrawalForm } from './petition/withdraw.js';
import { queryForm } from './query/query-form.js';
import { queryPetition } from './query/query-petition.js';

/** Everything a person can do in chat. */
export function createHandlers(deps: HandlerDeps, dangerAdvice: Record<string, string>): BotHandlers {
  const forms = [
    filingForm(deps),
    queryForm(deps),
    supplementForm(deps),
    withdrawalForm(deps),
    ratingForm(deps),
    correctionForm(deps),
    unlinkForm(deps),
  ] as unknown as Form[];
  const formOf = (kind: string) => forms.find((form) => form.kind === kind);
  return {
    formOf,
    byIntent: {
      menu: menu(deps),
      help: help(),
      file_petition: filePetition(deps),
      suggestion: filePetition(deps),
      my_drafts: myDrafts(),
      query_petition: queryPetition(deps),
      reception_schedule: reception(deps),
      book_reception: reception(deps),
      guide: guide(deps),
      privacy: privacy(deps),
      guide_sheet: guideSheet(deps),
      handover: handover(deps),
      exit: exit(),
      restore: restore(deps, formOf),
      supplement: supplement(deps),
      urge: urge(deps),
      withdraw: withdraw(deps),
      cancel_withdrawal: cancelWithdrawal(deps),
      rate: rate(deps),
      dispute_serving: disputeServing(deps),
      my_data: myData(deps),
      correct_data: correctData(deps),
      unlink: unlink(deps),
      contact: contact(deps),
      subscribe: subscribe(),
    },
    byAct: { greeting: greeting(), thanks: thanks(), abuse: abuse() },
    answerQuestion: (turn) => guideAnswer(deps, turn),
    takeFiles: (turn) => takeFiles(deps, turn),
    answerDanger: (turn, kind) => answerDanger(deps, turn, kind, dangerAdvice[kind] ?? ''),
    unknown: unknown(),
  };
}
