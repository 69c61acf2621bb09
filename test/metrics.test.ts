import t from 'tap';
import { CHANNEL } from '../src/bot/message.js';
import { createMetrics } from '../src/metrics.js';

t.test('turns, waiting handovers and the store’s figures appear at a scrape', async (t) => {
  const metrics = createMetrics();
  metrics.observeTurn(CHANNEL.webChat, 'answered', 0.004);
  metrics.watchHandovers(async () => 3);
  let scans = 1;
  metrics.watchStore(async () => ({ scans, mapSizeBytes: 4096 }));
  const first = await metrics.render();
  t.match(first, 'xinfangtong_turn_seconds_count{channel="web_chat",outcome="answered"} 1');
  t.match(first, 'xinfangtong_handovers_waiting 3');
  t.match(first, 'xinfangtong_store_scans 1');
  t.match(first, 'xinfangtong_store_map_size_bytes 4096');
  scans = 5;
  t.match(await metrics.render(), 'xinfangtong_store_scans 5');
});

t.test('a figure that cannot be had is counted and reported, and the others are still shown', async (t) => {
  const failed: string[] = [];
  const metrics = createMetrics((_error, figure) => failed.push(figure));
  metrics.watchStore(async () => {
    throw new Error('store gone');
  });
  metrics.watchHandovers(async () => 2);
  const text = await metrics.render();
  t.same(failed, ['store']);
  t.match(text, 'xinfangtong_figures_missing_total{figure="store"} 1');
  t.match(text, 'xinfangtong_handovers_waiting 2');
});

t.test('two sets of metrics in one process do not meet', async (t) => {
  const one = createMetrics();
  const other = createMetrics();
  one.observeTurn(CHANNEL.wechaty, 'failed', 1);
  t.notMatch(await other.render(), 'channel="wechaty"');
});
