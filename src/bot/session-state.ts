import type { FormState } from './forms/form.js';
import type { Choice } from './message.js';

/** What the conversation remembers between two messages; sealed in the session document. */
export interface SessionState {
  v: typeof SESSION_VERSION;
  /** The open form, if any. */
  form: FormState | null;
  /** A draft that waits while a small form is open; it comes back when that ends. */
  waiting: FormState | null;
  /** A form just given up, which one word brings back until `until` (ISO instant). */
  undo: { form: FormState; until: string } | null;
  /** The choices shown last; a bare number means one of them. */
  shown: Choice[];
  /** Number of the petition spoken of last; "催办" or a photo means this one. */
  lastPetitionNo: string | null;
  /** Versions of the notices the person was offered, and when (ISO instants). */
  notices: { privacy?: NoticeShown; guideSheet?: NoticeShown };
}

export interface NoticeShown {
  version: string;
  at: string;
}

export const SESSION_VERSION = 1;

/** The state of somebody who has never written. */
export function freshState(): SessionState {
  return {
    v: SESSION_VERSION,
    form: null,
    waiting: null,
    undo: null,
    shown: [],
    lastPetitionNo: null,
    notices: {},
  };
}

/**
 * Reads a stored state. State of another release that cannot be carried over starts afresh;
 * `restarted` then lets the bot say so when a form was open.
 */
export function readState(stored: unknown): { state: SessionState; restarted: boolean } {
  if (stored === null || stored === undefined) return { state: freshState(), restarted: false };
  const candidate = stored as Partial<SessionState>;
  if (candidate.v === SESSION_VERSION)
    return { state: { ...freshState(), ...candidate } as SessionState, restarted: false };
  return { state: freshState(), restarted: Boolean(candidate.form) };
}
