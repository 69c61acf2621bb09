import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { attachStorage } from '../src/storage/open-storage.js';

/** `npm run backup -- <target>`: a consistent copy of the embedded store, while it runs or not. */
const [target] = process.argv.slice(2);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

if (process.env['MONGODB_URI'])
  fail('MONGODB_URI is set: the data is in that MongoDB; use mongodump for a backup.');
if (!target) fail('usage: backup <directory to write to>');
const path = resolve(target);
if (existsSync(path) && readdirSync(path).length > 0) fail(`${path} is not empty; give a new directory.`);
mkdirSync(path, { recursive: true, mode: 0o700 });

const storage = await attachStorage({ dataDir: process.env['DATA_DIR'] ?? './data' });
try {
  await storage.connection.getClient().db('admin').command({ embeddedBackup: 1, path });
  writeFileSync(
    join(path, 'backup.json'),
    `${JSON.stringify({ kind: 'embedded-store', takenAt: new Date(Date.now()) })}\n`,
  );
  console.log(`Backup written to ${path}.`);
  console.log(
    'It holds no key. Keep SECRET_KEY (or the key file in DATA_DIR) separately: without it the backup cannot be read.',
  );
} finally {
  await storage.close();
}
