import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.js';
import type { NonceUse, WechatNonceRepository } from '../../models/wechat-nonces/repository.js';
import type { Delivered } from './delivery.js';
import { gather } from './gather.js';

/** Seen nonces are remembered this long (ms): twice the tolerance of clocks. */
const KEPT = 10 * 60_000;

/** Whether this delivery may come under this timestamp and nonce. */
export type ReplayGuard = (query: Nonce, delivered: Delivered) => Promise<boolean>;

/** What makes a callback's query unique. */
export interface Nonce {
  timestamp: string;
  nonce: string;
}

/**
 * In plaintext mode the signature covers timestamp and nonce only, so whoever overhears one callback could
 * send another body under it: a nonce belongs to the first message that came with it.
 */
export function createReplayGuard(nonces: WechatNonceRepository, clock: Clock): ReplayGuard {
  const firstUse = gather<NonceUse, string>((uses) =>
    nonces.firstUses(uses, new Date(clock.now().getTime() + KEPT)),
  );
  return async (query, { person, id }) => {
    const key = digest(`${query.timestamp}:${query.nonce}`);
    const identity = digest(`${person}:${id}`);
    return (await firstUse({ key, identity })) === identity;
  };
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}
