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
 * Reads a stored state. One of another release, or of an unknown form, starts afresh; `restarted` then lets
 * the bot say so when a form was open.
 */
export function readState(stored: unknown): { state: SessionState; restarted: boolean } {
  if (stored === null || stored === undefined) return { state: freshState(), restarted: false };
  if (!isRecord(stored)) return { state: freshState(), restarted: true };
  const state = { ...freshState(), ...stored };
  if (isState(state)) return { state, restarted: false };
  return { state: freshState(), restarted: Boolean(stored['form']) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isState(value: object): value is SessionState {
  const { v, form, undo, shown, notices } = value as Record<string, unknown>;
  const undoFits = undo === null || (isRecord(undo) && isForm(undo['form']) && isInstant(undo['until']));
  const formFits = form === null || isForm(form);
  return v === SESSION_VERSION && formFits && undoFits && Array.isArray(shown) && isRecord(notices);
}

function isForm(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value['values']) || !Array.isArray(value['past'])) return false;
  const { kind, id, openedAt, touchedAt } = value;
  return typeof kind === 'string' && typeof id === 'string' && isInstant(openedAt) && isInstant(touchedAt);
}

const isInstant = (value: unknown): boolean =>
  typeof value === 'string' && !Number.isNaN(new Date(value).getTime());

/** Without a given-up form that cannot be brought back any more. */
export function withoutOldUndo(state: SessionState, now: Date): SessionState {
  return state.undo && new Date(state.undo.until) < now ? { ...state, undo: null } : state;
}

const DAY_MS = 86_400_000;

/**
 * When the draft a state holds is erased, and whether the person is told before: an open draft `draftDays`
 * after its last message, or the next day at the terminal, where nobody can be told; one given up as soon as
 * it cannot be brought back. Other forms are no drafts.
 */
export function draftDue(
  { form, undo }: Pick<SessionState, 'form' | 'undo'>,
  at: Date,
  { draftDays, terminal }: { draftDays: number; terminal: boolean },
): { draftErasesAt: Date | null; draftToAnnounce: boolean } {
  const days = terminal ? 1 : draftDays;
  if (form?.draft)
    return { draftErasesAt: new Date(at.getTime() + days * DAY_MS), draftToAnnounce: !terminal };
  return { draftErasesAt: undo?.form.draft ? new Date(undo.until) : null, draftToAnnounce: false };
}

/** Bytes of a state as JSON: what it is trimmed to, and what it must not exceed. */
export const STATE_BYTES = { aim: 64 * 1024, most: 1024 * 1024 } as const;

/**
 * A state trimmed until it is small enough: first the earlier values of its forms go, oldest first, then the
 * form given up.
 * @returns null when even so it is more than {@link STATE_BYTES} allows
 */
export function fitState(state: SessionState): SessionState | null {
  let fitted = state;
  while (sizeOf(fitted) > STATE_BYTES.aim) {
    const { form, undo } = fitted;
    if (form && form.past.length > 0) fitted = { ...fitted, form: shorter(form) };
    else if (undo && undo.form.past.length > 0)
      fitted = { ...fitted, undo: { ...undo, form: shorter(undo.form) } };
    else break;
  }
  if (sizeOf(fitted) > STATE_BYTES.most) fitted = { ...fitted, undo: null };
  return sizeOf(fitted) > STATE_BYTES.most ? null : fitted;
}

const shorter = (form: FormState): FormState => ({ ...form, past: form.past.slice(1) });

const sizeOf = (state: SessionState): number => Buffer.byteLength(JSON.stringify(state));
