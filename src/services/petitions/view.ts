import { CITIZEN_ROLE, type CitizenRole, mayKnow, PURPOSE_OF_ACCESS } from '../../domain/may-know.js';
import type { Petition } from '../../domain/petition.js';
import { isAnswered, isOpen, isServed, takesSupplements } from '../../domain/petition-status.js';
import { RATED_OBJECT, type RatedObject, ratingRefusal } from '../../domain/rating.js';
import { timeline } from '../../domain/timeline.js';
import { mayUrge, urgeAgainOn } from '../../domain/urging.js';
import { WITHDRAWAL_STATE } from '../../domain/withdrawal.js';
import type { PetitionSummary, PetitionView } from './types.js';

const EXCERPT_CHARACTERS = 24;

/** Whether urging makes sense: somebody still has to answer. */
export function takesUrging(petition: Petition): boolean {
  return isOpen(petition.status) && !isAnswered(petition.status);
}

/** Objects the petitioner can rate now. */
export function rateable(petition: Petition): RatedObject[] {
  const facts = { ...petition, anonymous: petition.content.petitioner.anonymous };
  return Object.values(RATED_OBJECT).filter((object) => ratingRefusal(facts, object) === undefined);
}

/** Whether a registered serving can be disputed. */
export function takesDispute({ status, serving }: Petition): boolean {
  return isServed(status) && serving !== undefined && serving.disputedOn === undefined;
}

/** The petition as a citizen in this role may see it today. */
export function viewOf(petition: Petition, role: CitizenRole, today: string): PetitionView {
  const facts = { confidential: petition.confidential, filedByAgent: petition.content.agent !== undefined };
  const may = (purpose: Parameters<typeof mayKnow>[2]) => mayKnow(facts, { kind: 'citizen', role }, purpose);
  const pending = isWithdrawalPending(petition);
  const view: PetitionView = {
    petitionNo: petition.petitionNo,
    status: petition.status,
    filedOn: petition.filedOn,
    role,
    confidential: petition.confidential,
    steps: timeline(petition),
    can: {
      supplement: may(PURPOSE_OF_ACCESS.supplement) && takesSupplements(petition.status),
      urge: may(PURPOSE_OF_ACCESS.urge) && takesUrging(petition) && mayUrge(petition.urgedOn, today),
      withdraw: may(PURPOSE_OF_ACCESS.withdraw) && isOpen(petition.status) && !pending,
      takeBackWithdrawal: may(PURPOSE_OF_ACCESS.withdraw) && pending,
      rate: may(PURPOSE_OF_ACCESS.rate) ? rateable(petition) : [],
      disputeServing: may(PURPOSE_OF_ACCESS.disputeServing) && takesDispute(petition),
    },
  };
  if (may(PURPOSE_OF_ACCESS.content))
    view.content = {
      ...petition.content,
      supplements: petition.supplements.map(({ on, text, attachments }) => ({ on, text, attachments })),
    };
  if (pending) view.takeBackUntilOn = petition.withdrawal?.takeBackUntilOn;
  if (petition.urgedOn && !mayUrge(petition.urgedOn, today)) view.urgeAgainOn = urgeAgainOn(petition.urgedOn);
  return view;
}

/** One line of the person's own list. */
export function summaryOf(petition: Petition, role: CitizenRole): PetitionSummary {
  const summary: PetitionSummary = {
    petitionNo: petition.petitionNo,
    status: petition.status,
    filedOn: petition.filedOn,
    role,
    confidential: petition.confidential,
    withdrawalPending: isWithdrawalPending(petition),
  };
  if (role !== CITIZEN_ROLE.petitioner) return summary;
  const statement = petition.content.statement.replace(/\s+/g, ' ').trim();
  summary.excerpt = [...statement].slice(0, EXCERPT_CHARACTERS).join('');
  if (petition.content.matterPlace) summary.matterPlaceCode = petition.content.matterPlace.code;
  return summary;
}

export function isWithdrawalPending({ withdrawal }: Pick<Petition, 'withdrawal'>): boolean {
  return withdrawal?.state === WITHDRAWAL_STATE.pending;
}
