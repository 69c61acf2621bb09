import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Bot, createBot } from './bot/create-bot.js';
import { createFormEngine } from './bot/forms/engine.js';
import { loadLanguage } from './bot/understanding/language.js';
import { loadVocabulary } from './bot/vocabulary.js';
import { type Clock, systemClock } from './clock.js';
import type { Config } from './config.js';
import { isAppError } from './errors.js';
import { createHandlers } from './handlers/index.js';
import { createLogger, type Logger } from './logger.js';
import { createMetrics, type Metrics } from './metrics.js';
import { createModels, type Models } from './models/create-models.js';
import { createWechatModels, type WechatModels } from './models/create-wechat-models.js';
import { projectRoot } from './project-root.js';
import { createReadiness, type Readiness } from './readiness.js';
import { createKeyring, type Keyring } from './secrets/keyring.js';
import { loadSecretKey, parseSecretKey } from './secrets/secret-key.js';
import { createServices, type Services } from './services/create-services.js';
import { createGuide } from './services/guide.js';
import { loadGuide } from './services/guide-data.js';
import { loadNotices } from './services/notices.js';
import { loadSampleData, type SampleData } from './services/sample-data.js';
import { createVisitors, type Visitors } from './services/visitors.js';
import { openStorage } from './storage/open-storage.js';
import type { Storage } from './storage/storage.js';

/** What a test may put in place of the real thing. */
export interface CoreOverrides {
  clock?: Clock;
  logger?: Logger;
}

/** The ground every part stands on. */
interface Ground {
  config: Config;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
}

/** What the store gives the service to work with. */
interface Records {
  storage: Storage;
  models: Models;
  wechatModels: WechatModels;
  keyring: Keyring;
  services: Services;
  sample: SampleData;
}

/** Everything behind the doors. */
export interface Core extends Ground, Records {
  bot: Bot;
  visitors: Visitors;
}

/** The service without its doors: store, services and conversation. Close `storage` when done. */
export async function openCore(config: Config, overrides: CoreOverrides = {}): Promise<Core> {
  const ground = createGround(config, overrides);
  const storage = await openStorage({
    mongodbUri: config.mongodbUri,
    dataDir: config.dataDir,
    logger: ground.logger,
  });
  try {
    const records = await openRecords(ground, storage);
    const { models } = records;
    const visitors = createVisitors({
      sessions: models.sessions,
      endedVisitors: models.endedVisitors,
      clock: ground.clock,
    });
    return { ...ground, ...records, visitors, bot: composeBot(ground, records) };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function createGround(config: Config, overrides: CoreOverrides): Ground {
  const logger = overrides.logger ?? createLogger(config.logLevel);
  return {
    config,
    clock: overrides.clock ?? systemClock,
    logger,
    metrics: createMetrics((error, figure) => logger.warn({ err: error, figure }, 'figure missing')),
    readiness: createReadiness(),
  };
}

async function openRecords(
  { config, clock, metrics, readiness }: Ground,
  storage: Storage,
): Promise<Records> {
  const secretKey = await loadSecretKey({
    ...(config.secretKey === undefined ? {} : { configured: config.secretKey }),
    embedded: storage.kind === 'embedded',
    dataDir: config.dataDir,
  });
  const previous =
    config.secretKeyPrevious === undefined
      ? undefined
      : parseSecretKey(config.secretKeyPrevious, 'SECRET_KEY_PREVIOUS');
  const keyring = createKeyring(secretKey, previous);
  const models = createModels(storage.connection);
  const wechatModels = createWechatModels(storage.connection, keyring.sealer);
  await models.init();
  const services = await createServices({
    models,
    keyring,
    clock,
    countyCode: config.countyCode,
    wait: (ms) => wait(ms),
  });
  metrics.watchStore(() => storage.stats());
  metrics.watchHandovers(async () => {
    const counts = await services.handovers.counts();
    return counts.filter(({ state }) => state === 'waiting').reduce((sum, { count }) => sum + count, 0);
  });
  readiness.add('store', async () => {
    await storage.connection.db?.command({ ping: 1 });
    return 'ok' as const;
  });
  const sample = await loadSampleData({ models, clock, config, embedded: storage.kind === 'embedded' });
  return { storage, models, wechatModels, keyring, services, sample };
}

function composeBot(
  { config, clock, logger, metrics }: Ground,
  { models, keyring, services, sample }: Records,
): Bot {
  const vocabulary = loadVocabulary(projectRoot);
  const language = loadLanguage(projectRoot, services.places.all);
  const guide = createGuide(loadGuide(join(projectRoot, 'data/guide'), config.countyCode));
  const { bureau, receptionCentre } = guide.places();
  const notices = loadNotices(join(projectRoot, 'data/notices'), { bureau, draftDays: config.draftDays });
  const derivedId = (purpose: string, from: string) => keyring.blindIndex(JSON.stringify([purpose, from]));
  const forms = createFormEngine({
    vocabulary,
    understand: language.understand,
    yesNo: language.yesNo,
    derivedId,
  });
  const handlers = createHandlers(
    {
      petitions: services.petitions,
      handovers: services.handovers,
      personalData: services.personalData,
      files: services.files,
      guide,
      notices,
      understand: language.understand,
      places: language.places,
      vocabulary,
      forms,
      petitionNo: language.petitionNo,
      queryCode: language.queryCode,
      derivedId,
      settings: {
        requireIdNumber: config.requireIdNumber,
        telephone: bureau.telephone,
        officeHours: receptionCentre.hours,
        sampleData: () => sample.present(),
      },
    },
    language.dangerAdvice,
  );
  return createBot({
    sessions: models.sessions,
    sealer: keyring.sealer,
    clock,
    handlers,
    forms,
    vocabulary,
    understand: language.understand,
    draftDays: config.draftDays,
    onUnreadable: (error) =>
      logger.error(
        { code: isAppError(error) ? error.code : 'state_unreadable' },
        'a stored conversation could not be opened; it begins anew',
      ),
    onTurn: (message, outcome, seconds) => metrics.observeTurn(message.channel, outcome, seconds),
  });
}
