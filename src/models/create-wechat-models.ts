import type { Connection } from 'mongoose';
import type { Sealer } from '../secrets/sealer.js';
import {
  createWechatAccessTokenRepository,
  type WechatAccessTokenRepository,
} from './wechat-access-tokens/repository.js';
import {
  createWechatFollowerRepository,
  type WechatFollowerRepository,
} from './wechat-followers/repository.js';
import { createWechatInboxRepository, type WechatInboxRepository } from './wechat-inbox/repository.js';
import { createWechatMediaRepository, type WechatMediaRepository } from './wechat-media/repository.js';
import { createWechatNonceRepository, type WechatNonceRepository } from './wechat-nonces/repository.js';
import { createWechatQuotaRepository, type WechatQuotaRepository } from './wechat-quotas/repository.js';

/** The collections of the official account. */
export interface WechatModels {
  inbox: WechatInboxRepository;
  media: WechatMediaRepository;
  followers: WechatFollowerRepository;
  quotas: WechatQuotaRepository;
  nonces: WechatNonceRepository;
  accessTokens: WechatAccessTokenRepository;
}

/** Builds them on a connection; their indexes are created with all others' (`Models.init`). */
export function createWechatModels(connection: Connection, sealer: Sealer): WechatModels {
  return {
    inbox: createWechatInboxRepository(connection, sealer),
    media: createWechatMediaRepository(connection),
    followers: createWechatFollowerRepository(connection),
    quotas: createWechatQuotaRepository(connection),
    nonces: createWechatNonceRepository(connection),
    accessTokens: createWechatAccessTokenRepository(connection, sealer),
  };
}
