/** `npm run handovers -- [list] [--show] [--ended] | take ID NAME | end ID` */
import { parseArgs } from 'node:util';
import { systemClock } from '../src/clock.js';
import { createHandovers, type Handover, type HandoverDetails } from '../src/services/handovers.js';
import { verifyKey } from '../src/services/key-mark.js';
import { createOutbox } from '../src/services/outbox/create-outbox.js';
import { runScript } from './open-tools.js';

const USAGE = 'handovers [list] [--show] [--ended] | take ID NAME | end ID';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'boolean' }, ended: { type: 'boolean' } },
});
const [command = 'list', id, ...words] = positionals;

function line(handover: Handover | HandoverDetails): string {
  const { reason, danger, state, openedAt } = handover;
  const head = [handover.id.slice(0, 12), state, reason, danger ?? '-', openedAt.toISOString()].join('  ');
  if (!('notes' in handover)) return head;
  const { asker, notes, takenBy } = handover;
  const who = `  ${asker.channel} ${asker.person}${takenBy ? `, taken by ${takenBy}` : ''}`;
  return [head, who, ...notes.map((note) => `  > ${note}`)].join('\n');
}

await runScript(async ({ models, keyring }) => {
  await verifyKey(models, keyring);
  const ground = { models, keyring, clock: systemClock };
  const handovers = createHandovers({ ...ground, outbox: createOutbox(ground) });

  /** The handover whose id begins so. */
  async function named(beginning: string): Promise<string> {
    const found = (await handovers.list()).filter((handover) => handover.id.startsWith(beginning));
    const [only] = found;
    if (!only || found.length > 1) throw new Error(`${found.length} handovers begin with ${beginning}`);
    return only.id;
  }

  if (command === 'list') {
    const list = await handovers.list(values);
    for (const handover of list) console.log(line(handover));
    console.log(`${list.length} handovers`);
  } else if (command === 'take' && id && words.length > 0) {
    const taken = await handovers.take(await named(id), words.join(' '));
    console.log(taken ? 'taken' : 'not waiting any more');
  } else if (command === 'end' && id) {
    console.log((await handovers.end(await named(id))) ? 'ended' : 'had ended');
  } else {
    console.error(`usage: ${USAGE}`);
    process.exitCode = 2;
  }
});
