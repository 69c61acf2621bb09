import type { Asker } from '../../domain/asker.js';
import type { AttachedFile } from '../../domain/file-kind.js';
import type { CitizenRole } from '../../domain/may-know.js';
import type { PetitionContent } from '../../domain/petition-content.js';
import type { PetitionStatus } from '../../domain/petition-status.js';
import type { RatedObject, RatingLevel } from '../../domain/rating.js';
import type { TimelineStep } from '../../domain/timeline.js';

/** A finished draft, to be registered. */
export interface Filing extends PetitionContent {
  /** Becomes the petition's `_id`: an unguessable id made when the draft began, such as a random UUID. */
  draftId: string;
  /** The message that said 提交. */
  causeId: string;
  asker: Asker;
  /** Sealed apart from ordinary petitions; its class, purpose and place are stored nowhere in plain. */
  confidential: boolean;
  /** Danger to life or the like was told of. */
  urgent?: boolean;
  receivedAt: Date;
}

/** What the person takes away; the same again for a repeated submission. */
export interface Receipt {
  petitionNo: string;
  /** Ten digits, shown 3-3-4. */
  queryCode: string;
  filedOn: string;
  /** Last day for the bureau to refer it (article 22), inclusive. */
  t1DueOn: string;
}

/** One line of the list of own petitions. */
export interface PetitionSummary {
  petitionNo: string;
  status: PetitionStatus;
  filedOn: string;
  role: CitizenRole;
  confidential: boolean;
  /** First characters of the statement; absent for an agent. */
  excerpt?: string;
  matterPlaceCode?: string;
  withdrawalPending: boolean;
}

/** A petition as this asker may see it. */
export interface PetitionView {
  petitionNo: string;
  status: PetitionStatus;
  filedOn: string;
  role: CitizenRole;
  confidential: boolean;
  steps: TimelineStep[];
  /** Only for the petitioner in their own chat. */
  content?: PetitionContent & { supplements: { on: string; text: string; attachments: AttachedFile[] }[] };
  /** What this asker can do now. */
  can: {
    supplement: boolean;
    urge: boolean;
    withdraw: boolean;
    takeBackWithdrawal: boolean;
    rate: RatedObject[];
    disputeServing: boolean;
  };
  /** Set while a withdrawal waits: the last day to take it back. */
  takeBackUntilOn?: string;
  /** First day on which it may be urged again, when that is later than today. */
  urgeAgainOn?: string;
}

/**
 * Names the petition an act is for. Own petitions need the number alone; somebody else's chat or the
 * terminal needs the query code too, checked under the same lock as `query`.
 */
export interface PetitionReference {
  asker: Asker;
  petitionNo: string;
  queryCode?: string;
  /** IP address of the asker, needed with `queryCode`. */
  address?: string;
}

export interface Act extends PetitionReference {
  causeId: string;
}

export interface Query {
  asker: Asker;
  /** IP address; only a keyed hash of it is kept, for 30 minutes. */
  address: string;
  petitionNo: string;
  queryCode: string;
  causeId: string;
}

export interface SupplementResult {
  petitionNo: string;
  on: string;
  /** Number of files added. */
  files: number;
}

export interface WithdrawalResult {
  petitionNo: string;
  /** Last day on which one word takes it back, inclusive. */
  takeBackUntilOn: string;
  /** First day on which it counts. */
  effectiveOn: string;
  /** False for a report of wrongdoing: it goes on being examined. */
  stopsHandling: boolean;
}

export interface UrgeResult {
  petitionNo: string;
  on: string;
  /** First day on which it may be urged again. */
  againOn: string;
}

export interface RateResult {
  petitionNo: string;
  object: RatedObject;
  level: RatingLevel;
  /** Objects that can still be rated. */
  left: RatedObject[];
}

/**
 * What a citizen can do with petitions. Every act does nothing the second time (same `causeId`) and
 * returns the first result. Refusals are {@link AppError}s with a code of {@link PETITION_ERROR}.
 */
export interface Petitions {
  /** Registers a draft: number, sealed record, clock T1, first event, in one write. */
  file(filing: Filing): Promise<Receipt>;
  /** The receipt of an own petition once more (not for agents' eyes after the first time, nor at the terminal). */
  receipt(asker: Asker, petitionNo: string): Promise<Receipt>;
  /** Own petitions, newest first; none at the terminal. */
  listOwn(asker: Asker): Promise<PetitionSummary[]>;
  /** Own petition by number or what people make of it ("1124-17", "17", spoken digits); undefined when not one of theirs or when the words fit several. */
  openOwn(asker: Asker, petitionNo: string): Promise<PetitionView | undefined>;
  /** @throws `query_locked` with `details.until` (Date); `petition_not_found` for a wrong code and a wrong number alike. */
  query(query: Query): Promise<PetitionView>;
  /** An own open petition that seems to be about the same matter. */
  findSameOpen(
    asker: Asker,
    matter: { matterPlaceCode?: string; level1?: string; statement: string },
  ): Promise<PetitionSummary | undefined>;
  supplement(act: Act & { text: string; attachments: AttachedFile[] }): Promise<SupplementResult>;
  /** Own chat only. */
  requestWithdrawal(act: Act & { reason: string }): Promise<WithdrawalResult>;
  cancelWithdrawal(act: Act): Promise<{ petitionNo: string; on: string }>;
  /** @throws `urged_recently` with `details.againOn`. */
  urge(act: Act & { text?: string }): Promise<UrgeResult>;
  rate(act: Act & { object: RatedObject; level: RatingLevel; reason?: string }): Promise<RateResult>;
  /** 没收到: the petitioner says a registered serving did not reach them. */
  disputeServing(act: Act & { text?: string }): Promise<{ petitionNo: string; on: string }>;
}
