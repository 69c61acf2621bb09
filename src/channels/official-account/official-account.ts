import { join } from 'node:path';
import type { Receive } from '../../bot/message.js';
import type { Clock } from '../../clock.js';
import type { InboxEntry } from '../../domain/wechat-inbox.js';
import type { WechatModels } from '../../models/create-wechat-models.js';
import { projectRoot } from '../../project-root.js';
import type { Sealer } from '../../secrets/sealer.js';
import type { Alert } from './alert.js';
import { createAccessTokens } from './api/access-token.js';
import { createWechatApi, type WechatApi } from './api/client.js';
import { createPlatformHttp } from './api/http.js';
import type { Arrival } from './arrival.js';
import { createConversation } from './conversation.js';
import type { CallbackSecrets } from './credentials.js';
import { createDeliveries } from './deliveries.js';
import type { SentReport } from './delivery.js';
import { createInboxWorker } from './inbox-worker.js';
import { createMediaFetcher } from './media-fetcher.js';
import type { MediaFiles } from './media-files.js';
import { createPersonLimit, type PersonLimit } from './person-limit.js';
import { createQuotas, type Quotas } from './quotas.js';
import type { ReplayGuard } from './replay-guard.js';
import { createSender, type Sender } from './sender.js';
import { openSpool, type Spool } from './spool.js';
import { loadNoticeTemplates } from './templates.js';
import { type Answer, createTurns, TURN_TIMING, type TurnTiming } from './turns.js';
import { createWindowLog, noWindowLog } from './window-log.js';

/** The account's part of the configuration; all but the token may be missing. */
export interface OfficialAccountConfig extends Partial<CallbackSecrets> {
  /** Without it (and the app id) nothing is pushed, downloaded or created. */
  appSecret?: string;
  /** e.g. `https://api.weixin.qq.com` */
  apiBase: string;
  /** The spool lies under it. */
  dataDir: string;
}

export interface OfficialAccountDeps {
  config: OfficialAccountConfig;
  receive: Receive;
  models: WechatModels;
  sealer: Sealer;
  files: MediaFiles;
  clock: Clock;
  alert: Alert;
  onUnsubscribed: (person: string) => Promise<void> | void;
  onSentReport: (report: SentReport & { person: string }) => Promise<void> | void;
  /** An error that stopped nothing; to be logged without values. */
  onError: (error: unknown) => void;
  onUnknown: (name: string) => void;
  mayUseNonce: ReplayGuard;
  timing?: Partial<TurnTiming>;
  limit?: PersonLimit;
  /** How often left-over work is looked for (ms). */
  sweepEveryMs?: number;
}

export interface OfficialAccount {
  answer(arrival: Arrival): Promise<Answer>;
  /** Sends to one person outside a callback; undefined without `appSecret`. */
  sender: Sender | undefined;
  api: WechatApi | undefined;
  quotas: Quotas;
  /** Does what is due now: spool, answers, downloads. */
  sweep(): Promise<void>;
  /** Answers given up, newest first: for staff to reach the person another way. */
  dead(limit: number): Promise<InboxEntry[]>;
  /** Counters (`…_total`) and gauges for `/metrics`. */
  stats(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** The official account's channel without its HTTP edge. */
export async function openOfficialAccount(deps: OfficialAccountDeps): Promise<OfficialAccount> {
  const { clock, models, onError, alert } = deps;
  const timing = { ...TURN_TIMING, ...deps.timing };
  const quotas = createQuotas(models.quotas, clock);
  const spool = await openSpoolUnder(deps);
  const api = openApi(deps, quotas);
  const windowLog = api
    ? createWindowLog({ followers: models.followers, gatherMs: 250, onError })
    : noWindowLog;
  const sender =
    api &&
    createSender({
      api,
      followers: models.followers,
      quotas,
      windowLog,
      templates: loadNoticeTemplates(join(projectRoot, 'config', 'wechat-templates.json')),
      clock,
    });
  const fetcher =
    api && createMediaFetcher({ media: models.media, api, files: deps.files, clock, alert, onError });
  const conversation = createConversation({
    receive: deps.receive,
    media: models.media,
    files: deps.files,
    clock,
    canPush: api !== undefined,
    onMediaQueued: () => fetcher?.wake(),
  });
  const worker = createInboxWorker({
    inbox: models.inbox,
    conversation,
    windowLog,
    sender,
    clock,
    timing,
    alert,
    onError,
  });
  const turns = createTurns({
    conversation,
    inbox: models.inbox,
    worker,
    spool,
    mayUseNonce: deps.mayUseNonce,
    clock,
    canPush: api !== undefined,
    timing,
    onSlow: (person) => void api?.setTyping(person, true).catch(onError),
    onError,
  });
  const counts = { text: 0, success: 0, refused: 0, ignored: 0 };
  const take = createDeliveries({
    answerTurn: turns.answer,
    keepUnjudged: turns.keepUnjudged,
    followers: models.followers,
    inbox: models.inbox,
    windowLog,
    limit: deps.limit ?? createPersonLimit(clock),
    canPush: api !== undefined,
    onUnsubscribed: deps.onUnsubscribed,
    onSentReport: deps.onSentReport,
    onIgnored: (name, known) => {
      counts.ignored += 1;
      if (!known) deps.onUnknown(name);
    },
  });

  const background = new Set<Promise<unknown>>();
  async function sweep(): Promise<void> {
    await turns.drainSpool();
    await worker.runDue();
    await fetcher?.runDue();
  }
  const sweeping = setInterval(() => {
    const run = sweep().catch(onError);
    background.add(run);
    void run.finally(() => background.delete(run));
  }, deps.sweepEveryMs ?? 5_000).unref();

  async function answer(arrival: Arrival): Promise<Answer> {
    const given = await take(arrival);
    counts[given.type] += 1;
    return given;
  }

  return {
    answer,
    sender,
    api,
    quotas,
    sweep,
    dead: (limit) => models.inbox.dead(limit),
    stats: async () => ({ ...countersOf(counts), ...(await gaugesOf(models, spool, quotas)) }),
    async close() {
      clearInterval(sweeping);
      await worker.stop();
      await fetcher?.stop();
      await Promise.all(background);
      await windowLog.flush();
      await spool.close();
      await api?.close();
    },
  };
}

function openSpoolUnder({ config, sealer, clock, alert }: OfficialAccountDeps): Promise<Spool> {
  return openSpool({
    directory: join(config.dataDir, 'wechat-spool'),
    sealer,
    clock,
    onDamaged: (file, lines) => alert('wechat_spool_damaged', { file, lines }),
  });
}

function openApi(
  { config, models, clock, onError }: OfficialAccountDeps,
  quotas: Quotas,
): WechatApi | undefined {
  const { appId, appSecret } = config;
  if (!appId || !appSecret) return undefined;
  const http = createPlatformHttp({ baseUrl: config.apiBase });
  const tokens = createAccessTokens({
    appId,
    appSecret,
    http,
    shared: models.accessTokens,
    clock,
    onFetched: () => void quotas.take('access_token').catch(onError),
  });
  return createWechatApi(http, tokens);
}

function countersOf(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([kind, n]) => [`wechat_deliveries_${kind}_total`, n]),
  );
}

async function gaugesOf(models: WechatModels, spool: Spool, quotas: Quotas): Promise<Record<string, number>> {
  const [inbox, media, today] = await Promise.all([
    models.inbox.counts(),
    models.media.counts(),
    quotas.today(),
  ]);
  return {
    wechat_inbox_owed: inbox.owed,
    wechat_inbox_dead: inbox.dead,
    wechat_spool_waiting: spool.waiting(),
    wechat_media_queued: media.queued,
    wechat_media_lost: media.expired + media.refused,
    ...Object.fromEntries(
      today.flatMap(({ kind, used, limit }) => [
        [`wechat_quota_${kind}_used`, used],
        [`wechat_quota_${kind}_limit`, limit],
      ]),
    ),
  };
}
