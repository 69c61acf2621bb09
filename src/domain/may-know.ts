/** What somebody wants a petition for. */
export const PURPOSE_OF_ACCESS = {
  /** The public steps of the procedure. */
  steps: 'steps',
  /** What the petitioner said, and the files. */
  content: 'content',
  supplement: 'supplement',
  urge: 'urge',
  withdraw: 'withdraw',
  rate: 'rate',
  disputeServing: 'dispute_serving',
} as const;
export type PurposeOfAccess = (typeof PURPOSE_OF_ACCESS)[keyof typeof PURPOSE_OF_ACCESS];

export const CITIZEN_ROLE = {
  /** Filed it for themself, in this very chat. */
  petitioner: 'petitioner',
  /** 代办人: filed it for somebody else. */
  agent: 'agent',
  /** Proved to hold number and query code. */
  codeHolder: 'code_holder',
} as const;
export type CitizenRole = (typeof CITIZEN_ROLE)[keyof typeof CITIZEN_ROLE];

/** Who wants to know. Officers come with the staff side; until then they may know nothing. */
export type Knower =
  | { kind: 'citizen'; role: CitizenRole | undefined }
  | { kind: 'officer'; officerId: string; unitId: string; scopes: readonly string[] };

/** The facts of a petition the rule looks at. */
export interface KnowablePetition {
  confidential: boolean;
  filedByAgent: boolean;
}

const P = PURPOSE_OF_ACCESS;
const CITIZEN_MAY: Record<CitizenRole, ReadonlySet<PurposeOfAccess>> = {
  petitioner: new Set(Object.values(P)),
  agent: new Set([P.steps, P.supplement, P.urge, P.disputeServing]),
  code_holder: new Set([P.steps, P.supplement, P.urge, P.rate, P.disputeServing]),
};

/**
 * The one rule on who may use a petition for what. An agent sees steps only and cannot withdraw or rate;
 * the code of a petition that an agent filed does not open more, because the agent was handed it.
 */
export function mayKnow(petition: KnowablePetition, knower: Knower, purpose: PurposeOfAccess): boolean {
  if (knower.kind !== 'citizen' || !knower.role) return false;
  if (knower.role === CITIZEN_ROLE.codeHolder && petition.filedByAgent && purpose === P.rate) return false;
  return CITIZEN_MAY[knower.role].has(purpose);
}
