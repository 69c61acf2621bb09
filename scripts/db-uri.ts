import { runningStore } from '../src/storage/open-storage.js';

/** `npm run db:uri`: prints the connection string of the store that runs on DATA_DIR, for mongosh. */
const dataDir = process.env['DATA_DIR'] ?? './data';
const uri = process.env['MONGODB_URI'] ?? runningStore(dataDir);
if (uri === undefined) {
  console.error(`no store is running on ${dataDir}: start the service first, or run \`npm run store\``);
  process.exit(1);
}
console.log(uri);
