import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Channel } from './bot/message.js';

/** What the service counts; each app has its own, so that two in one process do not meet. */
export interface Metrics {
  /** Prometheus text. */
  render(): Promise<string>;
  readonly contentType: string;
  /** One finished turn of conversation. `repeated`: the same message again, answered from the store. */
  observeTurn(channel: Channel, outcome: TurnOutcome, seconds: number): void;
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  /** Asks for the store's figures at each scrape; every figure becomes `xinfangtong_store_<name>`. */
  watchStore(stats: () => Promise<Record<string, number>>): void;
  /** Asks for the official account's figures at each scrape; each becomes `xinfangtong_official_account_<name>`. */
  watchAccount(stats: () => Promise<Record<string, number>>): void;
  /** Asks at each scrape how many people wait to be called back. */
  watchHandovers(waiting: () => Promise<number>): void;
  /** For a part that has figures of its own. */
  readonly registry: Registry;
}

export type TurnOutcome = 'answered' | 'repeated' | 'failed';

const TURN_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4.5];

/** A fresh set of metrics. `onError` hears of a figure that could not be had; the others are still shown. */
export function createMetrics(onError: (error: unknown, figure: string) => void = () => {}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const turns = new Histogram({
    name: 'xinfangtong_turn_seconds',
    help: 'Turns of conversation by channel and outcome',
    labelNames: ['channel', 'outcome'],
    buckets: TURN_BUCKETS,
    registers,
  });
  const requests = new Histogram({
    name: 'xinfangtong_http_request_seconds',
    help: 'HTTP requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: TURN_BUCKETS,
    registers,
  });
  const missing = new Counter({
    name: 'xinfangtong_figures_missing_total',
    help: 'Figures that could not be had at a scrape',
    labelNames: ['figure'],
    registers,
  });
  const readers: (() => Promise<void>)[] = [];

  function watch(figure: string, read: () => Promise<void>): void {
    readers.push(async () => {
      try {
        await read();
      } catch (error) {
        missing.inc({ figure });
        onError(error, figure);
      }
    });
  }

  /** One gauge for each figure that `stats` gives, made when it first appears. */
  function watchGauges(group: string, about: string, stats: () => Promise<Record<string, number>>): void {
    const gauges = new Map<string, Gauge>();
    watch(group, async () => {
      for (const [name, value] of Object.entries(await stats())) {
        const gauge = gauges.get(name) ?? gaugeOf(group, about, name, registry);
        gauges.set(name, gauge);
        gauge.set(value);
      }
    });
  }

  return {
    registry,
    contentType: registry.contentType,
    async render() {
      await Promise.all(readers.map((read) => read()));
      return registry.metrics();
    },
    observeTurn: (channel, outcome, seconds) => turns.observe({ channel, outcome }, seconds),
    observeRequest: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    watchStore: (stats) => watchGauges('store', 'Embedded store', stats),
    watchAccount: (stats) => watchGauges('official_account', 'Official account', stats),
    watchHandovers(waiting) {
      const gauge = new Gauge({
        name: 'xinfangtong_handovers_waiting',
        help: 'People waiting for a person to answer',
        registers,
      });
      watch('handovers', async () => gauge.set(await waiting()));
    },
  };
}

function gaugeOf(group: string, about: string, name: string, registry: Registry): Gauge {
  const suffix = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/[^a-z0-9_]/g, '_');
  return new Gauge({
    name: `xinfangtong_${group}_${suffix}`,
    help: `${about}: ${name}`,
    registers: [registry],
  });
}
