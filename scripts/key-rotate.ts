/** `npm run key:rotate`: seals everything anew under SECRET_KEY that SECRET_KEY_PREVIOUS sealed. */

import { verifyKey } from '../src/services/key-mark.js';
import { rotateKeys } from '../src/services/key-rotation/rotate-keys.js';
import { sealedCollections } from '../src/services/key-rotation/sealed-collections.js';
import { runScript } from './open-tools.js';

await runScript(async ({ storage, models, keyring }) => {
  await verifyKey(models, keyring);
  const done = await rotateKeys({
    connection: storage.connection,
    models,
    keyring,
    collections: sealedCollections(keyring),
  });
  for (const { collection, seen, resealed } of done)
    console.log(`${collection}: ${resealed} of ${seen} sealed anew`);
  console.log('SECRET_KEY_PREVIOUS can be removed once every instance runs with the new SECRET_KEY');
});
