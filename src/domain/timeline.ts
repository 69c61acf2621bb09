import { CLOCK, CLOCK_RULE, CLOCK_STATE, UNIT_NOTICE_RULE } from './clocks.js';
import type { Petition, PetitionEvent } from './petition.js';
import { PETITION_EVENT, type PetitionEventType } from './petition-events.js';
import { isOpen, type PetitionStatus } from './petition-status.js';
import { STEP, type StepCode } from './timeline-step.js';
import { WITHDRAWAL_STATE } from './withdrawal.js';

/** One step as the petitioner may see it; `domain/text` makes the sentence. */
export interface TimelineStep {
  code: StepCode;
  state: 'done' | 'next';
  /** Shanghai day on which it happened; absent for what comes next. */
  on?: string;
  /** Last day by which it must happen, inclusive. */
  dueOn?: string;
  /** A limit in days that starts at an event still to come. */
  days?: number;
  /** Number of the article of 《信访工作条例》 the date rests on. */
  article?: number;
  /** Who has it; never given for confidential petitions. */
  unitName?: string;
  /** For `status` steps. */
  status?: PetitionStatus;
}

const STEP_OF: Record<PetitionEventType, StepCode> = {
  [PETITION_EVENT.filed]: STEP.filed,
  [PETITION_EVENT.supplemented]: STEP.supplemented,
  [PETITION_EVENT.withdrawalRequested]: STEP.withdrawalRequested,
  [PETITION_EVENT.withdrawalCancelled]: STEP.withdrawalTakenBack,
  [PETITION_EVENT.withdrawn]: STEP.withdrawn,
  [PETITION_EVENT.withdrawalNoted]: STEP.withdrawalNoted,
  [PETITION_EVENT.urged]: STEP.urged,
  [PETITION_EVENT.rated]: STEP.rated,
  [PETITION_EVENT.servingDisputed]: STEP.servingDisputed,
  [PETITION_EVENT.statusChanged]: STEP.status,
};

/** What happened, oldest first, then what comes next and by when. */
export function timeline(petition: Petition): TimelineStep[] {
  return [...petition.events.map((event) => doneStep(event, petition.confidential)), ...nextSteps(petition)];
}

function doneStep(event: PetitionEvent, confidential: boolean): TimelineStep {
  const step: TimelineStep = { code: STEP_OF[event.type], state: 'done', on: event.on };
  if (event.status) step.status = event.status;
  if (event.unitName && !confidential) step.unitName = event.unitName;
  return step;
}

function nextSteps(petition: Petition): TimelineStep[] {
  const steps: TimelineStep[] = [];
  if (petition.withdrawal?.state === WITHDRAWAL_STATE.pending)
    steps.push({ code: STEP.withdrawalDue, state: 'next', dueOn: petition.withdrawal.takeBackUntilOn });
  if (!isOpen(petition.status)) return steps;
  const referral = petition.clocks.find(
    ({ clock, state }) => clock === CLOCK.t1 && state === CLOCK_STATE.running,
  );
  if (!referral) return steps;
  steps.push({
    code: STEP.referralDue,
    state: 'next',
    dueOn: referral.dueOn,
    article: CLOCK_RULE.T1.article,
  });
  // Article 23 exempts units from telling somebody whose name is not known.
  if (!petition.content.petitioner.anonymous)
    steps.push({
      code: STEP.unitNoticeDue,
      state: 'next',
      days: UNIT_NOTICE_RULE.days,
      article: UNIT_NOTICE_RULE.article,
    });
  return steps;
}
