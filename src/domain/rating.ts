import { isAnswered, type PetitionStatus } from './petition-status.js';

/** 满意度评价: two objects, each once (国信发〔2022〕11号). */
export const RATED_OBJECT = {
  /** 信访部门 */
  petitionBureau: 'petition_bureau',
  /** 责任单位 */
  responsibleUnit: 'responsible_unit',
} as const;
export type RatedObject = (typeof RATED_OBJECT)[keyof typeof RATED_OBJECT];

export const RATING_LEVEL = {
  /** 满意 */
  satisfied: 'satisfied',
  /** 基本满意 */
  mostlySatisfied: 'mostly_satisfied',
  /** 不满意 */
  dissatisfied: 'dissatisfied',
} as const;
export type RatingLevel = (typeof RATING_LEVEL)[keyof typeof RATING_LEVEL];

export type RatingRefusal = 'not_answered' | 'already_rated' | 'anonymous';

/** Why this object cannot be rated now, or undefined when it can. */
export function ratingRefusal(
  petition: {
    status: PetitionStatus;
    anonymous: boolean;
    ratings: Partial<Record<RatedObject, RatingLevel>>;
  },
  object: RatedObject,
): RatingRefusal | undefined {
  if (petition.anonymous) return 'anonymous';
  if (!isAnswered(petition.status)) return 'not_answered';
  if (petition.ratings[object]) return 'already_rated';
  return undefined;
}
