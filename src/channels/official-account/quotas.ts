import type { Clock } from '../../clock.js';
import type { WechatQuotaRepository } from '../../models/wechat-quotas/repository.js';

/**
 * What the platform allows a verified service account by default. `kind` → messages or calls a day
 * (Asia/Shanghai); `mass` by calendar month and audience.
 */
export const DAILY_QUOTA = {
  custom: 500_000,
  template: 100_000,
  subscription: 100_000,
  access_token: 2_000,
} as const;
export const MASS_PER_MONTH = 4;
export type QuotaKind = keyof typeof DAILY_QUOTA;

export interface Quotas {
  /** Counts one if the day still allows it. */
  take(kind: QuotaKind): Promise<boolean>;
  /** Counts one mass message to this audience (`all` or a tag) if the month still allows it. */
  takeMass(audience: string): Promise<boolean>;
  /** Used today, with the limit. */
  today(): Promise<Array<{ kind: string; used: number; limit: number }>>;
  /** Milliseconds until the platform counts anew. */
  untilTomorrow(): number;
}

const DAY = 24 * 60 * 60_000;
/** Shanghai is eight hours ahead of UTC the year round. */
const OFFSET = 8 * 60 * 60_000;

export function createQuotas(repository: WechatQuotaRepository, clock: Clock): Quotas {
  const local = (): Date => new Date(clock.now().getTime() + OFFSET);
  const day = (): string => local().toISOString().slice(0, 10);
  const kept = (days: number): Date => new Date(clock.now().getTime() + days * DAY);
  return {
    take: (kind) => repository.take(kind, day(), 1, DAILY_QUOTA[kind], kept(40)),
    takeMass: (audience) =>
      repository.take(`mass:${audience}`, day().slice(0, 7), 1, MASS_PER_MONTH, kept(70)),
    async today() {
      const used = new Map((await repository.ofPeriod(day())).map((use) => [use.kind, use.used]));
      return Object.entries(DAILY_QUOTA).map(([kind, limit]) => ({ kind, used: used.get(kind) ?? 0, limit }));
    },
    untilTomorrow: () => DAY - (local().getTime() % DAY),
  };
}
