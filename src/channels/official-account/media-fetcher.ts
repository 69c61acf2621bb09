import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.js';
import { AppError, isAppError } from '../../errors.js';
import type { ClaimedMedia, WechatMediaRepository } from '../../models/wechat-media/repository.js';
import type { Alert } from './alert.js';
import type { WechatApi } from './api/client.js';
import { PlatformRefused } from './api/errors.js';
import type { MediaFile, MediaFiles } from './media-files.js';

export interface MediaFetcher {
  /** Fetches everything that is due; how many were worked on. */
  runDue(): Promise<number>;
  /** Something was queued: soon, in this process. */
  wake(): void;
  stop(): Promise<void>;
}

export interface MediaFetcherDeps {
  media: WechatMediaRepository;
  api: Pick<WechatApi, 'downloadMedia'>;
  files: Pick<MediaFiles, 'store'>;
  clock: Clock;
  timing?: { leaseMs: number; retryMs: number };
  alert: Alert;
  onError: (error: unknown) => void;
}

/** The platform keeps media for three days. */
const KEPT_MS = 3 * 24 * 60 * 60_000;
const RETRY_MOST_MS = 60 * 60_000;
/** Bytes of one file at most. */
const FILE_BYTES = 10 * 1024 * 1024;
const AT_ONCE = 3;

/** Downloads what people sent, in the background, until it is stored or the platform has dropped it. */
export function createMediaFetcher(deps: MediaFetcherDeps): MediaFetcher {
  const { clock, media } = deps;
  const timing = deps.timing ?? { leaseMs: 120_000, retryMs: 5_000 };
  const abort = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<unknown>>();
  let stopped = false;
  const inMs = (ms: number): Date => new Date(clock.now().getTime() + ms);

  async function runDue(): Promise<number> {
    const lanes = await Promise.all(Array.from({ length: AT_ONCE }, runLane));
    return lanes.reduce((sum, fetched) => sum + fetched, 0);
  }

  async function runLane(): Promise<number> {
    for (let worked = 0; ; worked += 1) {
      if (stopped) return worked;
      const entry = await media.claimDue(clock.now(), inMs(timing.leaseMs), randomUUID());
      if (entry === undefined) return worked;
      await fetchOne(entry).catch(deps.onError);
    }
  }

  async function fetchOne(entry: ClaimedMedia): Promise<void> {
    try {
      const file = await deps.api.downloadMedia(entry.mediaId, FILE_BYTES, abort.signal);
      await deps.files.store(withName(entry, file));
      await media.finish(entry.fileId, entry.token, 'stored');
    } catch (error) {
      await failed(entry, error);
    }
  }

  async function failed(entry: ClaimedMedia, error: unknown): Promise<void> {
    if (stopped) return media.postpone(entry.fileId, entry.token, clock.now(), 'stopped');
    deps.onError(error);
    const reason = reasonOf(error);
    if (isAppError(error) && error.code.startsWith('file_')) return giveUp(entry, 'refused', reason);
    if (error instanceof PlatformRefused && error.rule.action === 'give_up') {
      return giveUp(entry, error.rule.code === 40006 ? 'refused' : 'expired', reason);
    }
    const dueAt = inMs(Math.min(RETRY_MOST_MS, timing.retryMs * 2 ** (entry.attempts - 1)));
    if (dueAt.getTime() > entry.receivedAt.getTime() + KEPT_MS) return giveUp(entry, 'expired', reason);
    await media.postpone(entry.fileId, entry.token, dueAt, reason);
    wakeAt(dueAt);
  }

  async function giveUp(entry: ClaimedMedia, state: 'refused' | 'expired', reason: string): Promise<void> {
    await media.finish(entry.fileId, entry.token, state, reason);
    deps.alert('wechat_media_lost', { fileId: entry.fileId, kind: entry.kind, state, reason });
  }

  function wakeAt(at: Date): void {
    if (stopped) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        const run = runDue().catch(deps.onError);
        running.add(run);
        void run.finally(() => running.delete(run));
      },
      Math.max(0, at.getTime() - clock.now().getTime()),
    ).unref();
    timers.add(timer);
  }

  return {
    runDue,
    wake: () => wakeAt(clock.now()),
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      abort.abort();
      await Promise.all(running);
    },
  };
}

function withName(entry: ClaimedMedia, file: { bytes: Buffer; name?: string }): MediaFile {
  const { fileId, person, receivedAt } = entry;
  const name = entry.name ?? file.name;
  return { fileId, person, bytes: file.bytes, receivedAt, ...(name === undefined ? {} : { name }) };
}

function reasonOf(error: unknown): string {
  return error instanceof AppError ? error.message.slice(0, 200) : String((error as { name?: unknown }).name);
}
