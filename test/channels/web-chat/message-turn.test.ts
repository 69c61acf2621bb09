import t from 'tap';
import type { InboundMessage, Reply } from '../../../src/bot/message.js';
import type { WebChatDeps } from '../../../src/channels/web-chat/deps.js';
import type { LiveVisitor } from '../../../src/channels/web-chat/live-visitor.js';
import { takeTurn } from '../../../src/channels/web-chat/message-turn.js';
import { manualClock } from '../../../src/clock.js';
import { createLogger } from '../../../src/logger.js';

const clock = manualClock('2026-11-24T04:00:00Z');

/** Takes one message as a visitor would, and says what the core was handed and what came of it. */
async function turnOf(frame: { text: string; fileId?: string }, reply: Reply, terminal = false) {
  const received: InboundMessage[] = [];
  const deps = {
    receive: async (message: InboundMessage) => {
      received.push(message);
      return reply;
    },
    files: { find: async (fileId: string) => ({ fileId, kind: 'image' }) },
  } as unknown as WebChatDeps;
  const live = {
    who: { channel: 'web-chat', person: 'p1' },
    terminal,
    ended: false,
  } as unknown as LiveVisitor;
  const arrival = {
    frame: { type: 'message' as const, id: 'm1', ...frame },
    address: '192.0.2.7',
    receivedAt: clock.now(),
  };
  const turn = await takeTurn(deps, live, arrival, createLogger('silent') as never);
  return { turn, received };
}

t.test('the core is told the network address a message came from', async (t) => {
  const { received } = await turnOf({ text: '查询' }, { texts: ['好'] });
  t.match(received, [{ address: '192.0.2.7', id: 'm1', person: 'p1', text: '查询' }]);
});

t.test('a message that is a file alone is handed on with its file', async (t) => {
  const { turn, received } = await turnOf({ text: '', fileId: 'f1' }, { texts: ['收到'] });
  t.match(received, [{ text: '', attachments: [{ fileId: 'f1', kind: 'image' }] }]);
  t.match(turn, { frame: { type: 'reply', texts: ['收到'] }, ends: false });
});

t.test('the visitor ends with the words of the core when it says that they leave', async (t) => {
  const { turn } = await turnOf({ text: '注销登录' }, { texts: ['已退出。'], leaves: true });
  t.match(turn, { frame: { type: 'reply', texts: ['已退出。'] }, ends: true });
  t.notOk('leaves' in turn.frame, 'the page needs no such field');
});

t.test('退出 ends the visitor whatever the core makes of it', async (t) => {
  t.equal((await turnOf({ text: ' 退出 ' }, { texts: ['好'] })).turn.ends, true);
  t.equal((await turnOf({ text: '退出村委会' }, { texts: ['好'] })).turn.ends, false);
});

t.test('a slip goes to the terminal alone and ends its visitor', async (t) => {
  const reply = {
    texts: ['已登记'],
    slip: { petitionNo: 'XF370983-20261124-0001', queryCode: '1234567890' },
  };
  t.match((await turnOf({ text: '提交' }, reply, true)).turn, { ends: true, frame: { slip: reply.slip } });
  const { turn } = await turnOf({ text: '提交' }, reply, false);
  t.equal(turn.ends, false);
  t.notOk('slip' in turn.frame);
});
