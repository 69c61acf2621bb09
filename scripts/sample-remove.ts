import { systemClock } from '../src/clock.js';
import { removeSampleData } from '../src/services/sample-data.js';
import { runScript } from './open-tools.js';

/** `npm run sample:remove`: the store stops being a sample; petitions filed on it stay. */
await runScript(async ({ models }) => {
  const was = await removeSampleData(models, systemClock.now());
  console.log(was ? 'sample data removed' : 'there was no sample data');
});
