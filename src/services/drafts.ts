import type { Asker } from '../domain/asker.js';
import { shanghaiDay } from '../domain/calendar.js';
import type { Channel } from '../domain/channel.js';
import { NOTICE } from '../domain/notice.js';
import type { SessionRepository } from '../models/sessions/repository.js';
import { openJson, sealJson } from '../secrets/sealed-json.js';
import type { Sealer } from '../secrets/sealer.js';
import type { Outbox } from './outbox/types.js';

export interface Drafts {
  /** Tells, once, everybody whose unsent draft will be erased within a day. Returns how many. */
  announce(now: Date): Promise<number>;
  /** Erases drafts whose time is over. Returns how many. */
  erase(now: Date): Promise<number>;
}

const DAY_MS = 86_400_000;
const BATCH = 200;

/** Looks after unsent drafts: they hold personal data nobody has a duty to keep. */
export function createDrafts({
  sessions,
  sealer,
  outbox,
}: {
  sessions: SessionRepository;
  sealer: Sealer;
  outbox: Outbox;
}): Drafts {
  return {
    async announce(now) {
      const due = await sessions.withDraftErasingBefore(new Date(now.getTime() + DAY_MS), false, BATCH);
      for (const { key, draftErasesAt } of due) {
        const erasesOn = shanghaiDay(draftErasesAt);
        const message = {
          key: `${key}:draft:${draftErasesAt.toISOString()}`,
          to: askerOf(key),
          kind: NOTICE.draftExpiring,
        };
        await outbox.enqueue({ ...message, data: { erasesOn } });
        await sessions.markDraftAnnounced(key, draftErasesAt);
      }
      return due.length;
    },

    async erase(now) {
      let erased = 0;
      for (const announced of [true, false]) {
        for (const { key } of await sessions.withDraftErasingBefore(now, announced, BATCH)) {
          if (await dropDraft(key)) erased += 1;
        }
      }
      return erased;
    },
  };

  async function dropDraft(key: string): Promise<boolean> {
    const session = await sessions.read(key);
    if (!session?.state) return false;
    const place = { collection: 'sessions', id: key, field: 'state' };
    const state = openJson<Record<string, unknown>>(sealer, session.state, place);
    const kept = { ...state, form: null, undo: null, shown: [] };
    return sessions.dropDraft(key, session.version, sealJson(sealer, kept, place));
  }
}

/** The person of a session key, `channel:person`. */
function askerOf(key: string): Asker {
  const at = key.indexOf(':');
  return { channel: key.slice(0, at) as Channel, person: key.slice(at + 1), terminal: false };
}
