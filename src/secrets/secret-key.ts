import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, isAppError } from '../errors.js';

const KEY_BYTES = 32;

/** Where the generated key of an embedded store lies; a backup never holds this directory. */
export function secretKeyPath(dataDir: string): string {
  return join(dataDir, 'secrets', 'secret-key');
}

/**
 * Reads a key as configured.
 * @throws `secret_key_invalid` unless it is the base64 of exactly 32 bytes
 */
export function parseSecretKey(base64: string, name = 'SECRET_KEY'): Buffer {
  const text = base64.trim();
  const key = Buffer.from(text, 'base64');
  if (key.length !== KEY_BYTES || key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, ''))
    throw new AppError(
      'secret_key_invalid',
      `${name} must be 32 bytes in base64; make one with: openssl rand -base64 32`,
    );
  return key;
}

/**
 * The key the service works with: the configured one, else the one kept in `dataDir` (made on the first
 * start, readable by this user only).
 * @throws `secret_key_required` when none is configured and the store is external
 */
export async function loadSecretKey(options: {
  configured?: string;
  embedded: boolean;
  dataDir: string;
}): Promise<Buffer> {
  if (options.configured) return parseSecretKey(options.configured);
  if (!options.embedded)
    throw new AppError(
      'secret_key_required',
      'SECRET_KEY must be set when MONGODB_URI is: 32 bytes in base64, the same for every instance',
    );
  const path = secretKeyPath(options.dataDir);
  return (await readKey(path)) ?? (await makeKey(path));
}

async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    return parseSecretKey(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (isAppError(error)) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AppError('secret_key_unreadable', `${path} cannot be read`, { cause: error });
  }
}

/** Written whole before it gets its name; of two processes that start at once, the first one's key stays. */
async function makeKey(path: string): Promise<Buffer> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const key = await readKey(path);
  if (!key) throw new AppError('secret_key_unreadable', `${path} vanished while it was being made`);
  return key;
}
