import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runningStore } from '../src/storage/open-storage.js';

/** `npm run restore -- <source>`: puts a backup in place of an empty, stopped store. */
const [source] = process.argv.slice(2);
const dataDir = process.env['DATA_DIR'] ?? './data';
const target = join(dataDir, 'store');

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

if (process.env['MONGODB_URI']) fail('MONGODB_URI is set: the data is in that MongoDB; use mongorestore.');
if (!source) fail('usage: restore <directory of a backup>');
const from = resolve(source);
if (!existsSync(join(from, 'data.mdb')) || !existsSync(join(from, 'backup.json')))
  fail(`${from} is not a backup made by this service.`);
if (runningStore(dataDir) !== undefined) fail(`a store is running on ${dataDir}; stop it first.`);
if (existsSync(target) && readdirSync(target).length > 0) fail(`${target} is not empty; move it away first.`);

mkdirSync(target, { recursive: true, mode: 0o700 });
copyFileSync(join(from, 'data.mdb'), join(target, 'data.mdb'));
console.log(
  `Restored into ${target}. Start the service with the SECRET_KEY that was in use when the backup was made.`,
);
