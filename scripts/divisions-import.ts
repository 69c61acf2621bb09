/** `npm run divisions:import -- FILE.csv`: a county's divisions in the columns code,name,level,parentCode */
import { readFile } from 'node:fs/promises';
import { importDivisions } from '../src/services/places/import-divisions.js';
import { runScript } from './open-tools.js';

const [path] = process.argv.slice(2);

if (path === undefined) {
  console.error('usage: divisions-import FILE.csv');
  process.exitCode = 2;
} else {
  await runScript(async ({ models, countyCode }) => {
    const outcome = await importDivisions(models, await readFile(path, 'utf8'));
    if ('problems' in outcome) {
      for (const problem of outcome.problems) console.error(`${path}: ${problem}`);
      console.error('nothing was changed');
      process.exitCode = 1;
      return;
    }
    const { added, changed, removed } = outcome;
    console.log(`${outcome.countyCode}: ${added} added, ${changed} changed, ${removed} removed`);
    if (!outcome.countyCode.startsWith(countyCode))
      console.log(`set COUNTY_CODE=${outcome.countyCode.slice(0, 6)} to use it`);
    console.log('restart the service to use the new divisions');
  });
}
