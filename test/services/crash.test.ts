import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import { projectRoot } from '../../src/project-root.js';
import type { Receipt } from '../../src/services/petitions.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { aFiling, anAsker } from '../fixtures/filings.js';
import { PLAIN_NODE } from '../fixtures/plain-node.js';
import { servicesOn } from '../fixtures/services-on.js';

interface Step {
  draftId: string;
  person?: string;
  receipt?: Receipt;
}

/** Lets twenty people file, and kills the process after so many steps. */
async function fileAndKill(dataDir: string, steps: number): Promise<Step[]> {
  const script = join(projectRoot, 'dist', 'test', 'fixtures', 'file-until-killed.js');
  const [command, ...node] = PLAIN_NODE;
  const child = spawn(command, [...node, script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const seen: Step[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.endsWith('}')) continue;
    seen.push(JSON.parse(line) as Step);
    if (seen.length === steps) child.kill('SIGKILL');
  }
  await exited;
  return seen;
}

t.test('killed at any point, no confirmed petition is missing and none exists twice', async (t) => {
  const dataDir = t.testdir();
  const steps: Step[] = [];
  for (const until of [23, 110, 61]) steps.push(...(await fileAndKill(dataDir, until)));
  const storage = await openStorage({ dataDir });
  t.teardown(() => storage.close());
  const { petitions, relay } = await servicesOn(storage);

  const people = new Map(steps.flatMap(({ draftId, person }) => (person ? [[draftId, person]] : [])));
  const receipts = new Map(steps.flatMap(({ draftId, receipt }) => (receipt ? [[draftId, receipt]] : [])));
  t.ok(receipts.size > 40, `${receipts.size} confirmed`);
  t.ok(people.size > receipts.size, `${people.size - receipts.size} broken off`);
  t.same((await relay.sweep()).failed, []);

  await Promise.all(
    [...people].map(async ([draftId, person]) => {
      const asker = anAsker({ person });
      const confirmed = receipts.get(draftId);
      if (confirmed) t.match(await petitions.listOwn(asker), [{ petitionNo: confirmed.petitionNo }]);
      const again = await petitions.file(aFiling({ draftId, asker }));
      if (confirmed) t.same(again, confirmed, 'submitted again it gives the same receipt');
      receipts.set(draftId, again);
    }),
  );
  t.equal(new Set([...receipts.values()].map(({ petitionNo }) => petitionNo)).size, people.size);
  t.equal((await storage.connection.collection('petitions').find().toArray()).length, people.size);
  t.equal((await storage.connection.collection('filings').find().toArray()).length, people.size);
});
