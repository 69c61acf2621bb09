import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../src/project-root.js';
import { startService } from './chat.js';

interface Exchange {
  said: string;
  answered: string[];
}

/** The conversation on the first screen of a README: `群众` says, `信访` answers, deeper lines go on. */
function transcriptOf(readme: string): Exchange[] {
  const block = /```\n(群众 {2}[\s\S]*?)```/.exec(readme)?.[1] ?? '';
  return block
    .split(/^群众 {2}/m)
    .slice(1)
    .map((part) => {
      const [said = '', ...answer] = part.trimEnd().split('\n');
      return { said, answered: answer.map((line) => line.replace(/^(信访 {2}| {6})/, '')) };
    });
}

/** Query codes are another for every petition. */
const withoutCode = (line: string): string => line.replace(/\d{3}-\d{3}-\d{4}/, '###');

for (const readme of ['README.md', 'README.zh-CN.md']) {
  t.test(`the conversation in ${readme} is what the service says`, async (t) => {
    const exchanges = transcriptOf(readFileSync(join(projectRoot, readme), 'utf8'));
    t.equal(exchanges.length, 4);
    const service = await startService();
    t.teardown(() => service.stop());
    const visitor = await service.visitor();
    for (const { said, answered } of exchanges) {
      const { texts } = await visitor.say(said);
      const lines = texts.flatMap((bubble) => bubble.split('\n'));
      t.same(lines.map(withoutCode), answered.map(withoutCode), said);
    }
  });
}
