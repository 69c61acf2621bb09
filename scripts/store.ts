import { parseArgs } from 'node:util';
import { startEmbeddedStore } from '../src/storage/embedded/index.js';

/** `npm run store -- --dir D --socket S`: runs the embedded store alone until it is told to stop. */
const { values } = parseArgs({ options: { dir: { type: 'string' }, socket: { type: 'string' } } });
if (!values.dir) {
  console.error('usage: store --dir <data directory> [--socket <path ending in .sock>]');
  process.exit(2);
}

try {
  const store = await startEmbeddedStore({
    directory: values.dir,
    ...(values.socket ? { socketPath: values.socket } : {}),
    onScan: (namespace, shape) => console.error(`no index serves ${namespace} ${shape}`),
    onError: (message) => console.error(message),
  });
  console.log(store.uri);
  const stop = () => void store.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
