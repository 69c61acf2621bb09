import { loadConfig, readEnvironment } from '../src/config.js';
import { isAppError } from '../src/errors.js';
import { createModels, type Models } from '../src/models/create-models.js';
import { createKeyring, type Keyring } from '../src/secrets/keyring.js';
import { loadSecretKey, parseSecretKey } from '../src/secrets/secret-key.js';
import { attachStorage } from '../src/storage/open-storage.js';
import type { Storage } from '../src/storage/storage.js';

export interface Tools {
  storage: Storage;
  models: Models;
  keyring: Keyring;
  countyCode: string;
}

/** What a script works with: the store of `DATA_DIR` or `MONGODB_URI`, running or not, and its key. */
export async function openTools(): Promise<Tools> {
  const { mongodbUri, dataDir, secretKey, secretKeyPrevious, countyCode } = loadConfig(readEnvironment());
  const storage = await attachStorage({ mongodbUri, dataDir });
  try {
    const models = createModels(storage.connection);
    await models.init();
    const embedded = storage.kind === 'embedded';
    const key = await loadSecretKey({ configured: secretKey, embedded, dataDir });
    const previous = secretKeyPrevious && parseSecretKey(secretKeyPrevious, 'SECRET_KEY_PREVIOUS');
    return { storage, models, keyring: createKeyring(key, previous || undefined), countyCode };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** Runs a script's work, closes the store, and ends with one clear line when something is wrong. */
export async function runScript(work: (tools: Tools) => Promise<void>): Promise<void> {
  try {
    const tools = await openTools();
    try {
      await work(tools);
    } finally {
      await tools.storage.close();
    }
  } catch (error) {
    console.error(isAppError(error) ? error.message : error);
    process.exitCode = 1;
  }
}
