import type { Asker } from '../domain/asker.js';
import { shanghaiDay } from '../domain/calendar.js';
import type { Channel } from '../domain/channel.js';
import { NOTICE } from '../domain/notice.js';
import type { DueDraft, SessionRepository } from '../models/sessions/repository.js';
import { openJson, sealJson } from '../secrets/sealed-json.js';
import type { Sealer } from '../secrets/sealer.js';
import type { Outbox } from './outbox/types.js';

/** What a sweep did; one failure stops no other. */
export interface SweptDrafts {
  done: number;
  /** `id` is the session's key. */
  failed: { id: string; error: unknown }[];
}

export interface Drafts {
  /** Tells, once, everybody whose unsent draft will be erased within a day. */
  announce(now: Date): Promise<SweptDrafts>;
  /** Erases drafts whose time is over, those that are announced at all only after {@link NOTICE_MS}. */
  erase(now: Date): Promise<SweptDrafts>;
}

const DAY_MS = 86_400_000;
/** At least this long before it is erased the person was told, however long the service stood still. */
const NOTICE_MS = 20 * 3_600_000;
const PAGE = 200;

/** The part of a session's state that may be a draft. */
interface HeldDrafts extends Record<string, unknown> {
  form: { draft?: true; openedAt: string } | null;
  undo: { form: { openedAt: string }; until: string } | null;
}

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
    announce: (now) =>
      eachDraft(
        (after) => sessions.draftsToAnnounce(new Date(now.getTime() + DAY_MS), PAGE, after),
        (draft) => announceOne(draft, now),
      ),
    erase: (now) =>
      eachDraft(
        (after) => sessions.draftsToErase(now, new Date(now.getTime() - NOTICE_MS), PAGE, after),
        (draft) => eraseOne(draft, now),
      ),
  };

  async function announceOne({ key, draftErasesAt }: DueDraft, now: Date): Promise<boolean> {
    const until = new Date(Math.max(draftErasesAt.getTime(), now.getTime() + NOTICE_MS));
    await outbox.enqueue({
      key: `${key}:draft:${draftErasesAt.toISOString()}`,
      to: askerOf(key),
      kind: NOTICE.draftExpiring,
      data: { erasesOn: shanghaiDay(until) },
      until,
    });
    await sessions.markDraftAnnounced(key, draftErasesAt, now);
    return true;
  }

  async function eraseOne({ key, draftErasesAt }: DueDraft, now: Date): Promise<boolean> {
    const session = await sessions.read(key, now);
    // The person went on meanwhile.
    if (!session?.state || session.draftErasesAt?.getTime() !== draftErasesAt.getTime()) return false;
    const place = { collection: 'sessions', id: key, field: 'state' };
    const { kept, told } = withoutDraft(openJson<HeldDrafts>(sealer, session.state, place), now);
    const state = sealJson(sealer, kept, place);
    return sessions.dropDraft({ key, version: session.version, state, told, now });
  }
}

/** The state without its draft, and the time in which that was told; another open form stays. */
function withoutDraft(state: HeldDrafts, now: Date) {
  const { form, undo } = state;
  const opened = [form?.draft ? form.openedAt : undefined, undo?.form.openedAt];
  const from = opened.filter((at) => at !== undefined).sort()[0] ?? now;
  const until = undo && !form?.draft ? undo.until : now;
  const kept =
    form && !form.draft ? { ...state, undo: null } : { ...state, form: null, undo: null, shown: [] };
  return { kept, told: { from: new Date(from), until: new Date(until) } };
}

/** Goes through all that is due, page by page; what fails is reported and passed over. */
async function eachDraft(
  pageAfter: (key?: string) => Promise<DueDraft[]>,
  work: (draft: DueDraft) => Promise<boolean>,
): Promise<SweptDrafts> {
  const swept: SweptDrafts = { done: 0, failed: [] };
  for (let after: string | undefined; ; ) {
    const page = await pageAfter(after);
    if (page.length === 0) return swept;
    for (const draft of page) {
      try {
        if (await work(draft)) swept.done += 1;
      } catch (error) {
        swept.failed.push({ id: draft.key, error });
      }
    }
    after = page.at(-1)?.key;
  }
}

/** The person of a session key, `channel:person`. */
function askerOf(key: string): Asker {
  const at = key.indexOf(':');
  return { channel: key.slice(0, at) as Channel, person: key.slice(at + 1), terminal: false };
}
