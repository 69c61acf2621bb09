import type { Choice, Slip } from '../../bot/message.js';
import type { HistoryItem } from './deps.js';

/** What a client may send. `active` says that somebody is at the terminal's screen; elsewhere it does nothing. */
export type InFrame =
  | { type: 'message'; id: string; text: string; fileId?: string }
  | { type: 'ack'; id: string }
  | { type: 'active' };

/** What the service sends. */
export type OutFrame =
  | { type: 'history'; items: HistoryItem[] }
  | { type: 'reply'; to: string; texts: string[]; choices?: Choice[]; slip?: Slip }
  | { type: 'notice'; id: string; texts: string[]; choices?: Choice[] }
  | { type: 'error'; to?: string; code: ErrorCode; text: string }
  | { type: 'ended' };

/** Codes after which the client sends the same message again by itself. */
export const RETRYABLE = ['rate_limited', 'busy', 'try_again'] as const;
/** Codes after which sending the same again is of no use. */
export const FINAL = [
  'malformed',
  'bad_message_id',
  'empty_message',
  'frame_too_large',
  'file_unknown',
  'history_unavailable',
  'visit_ended',
] as const;
export type ErrorCode = (typeof RETRYABLE)[number] | (typeof FINAL)[number];

export type ParsedFrame = { frame: InFrame } | { problem: ErrorCode; to?: string };

/** Reads one text frame; fields it does not know are ignored. */
export function parseFrame(raw: string, maxIdLength: number): ParsedFrame {
  const value = parseObject(raw);
  if (value === null) return { problem: 'malformed' };
  if (value['type'] === 'active') return { frame: { type: 'active' } };
  if (value['type'] !== 'message' && value['type'] !== 'ack') return { problem: 'malformed' };
  const id = value['id'];
  if (typeof id !== 'string' || id === '' || id.length > maxIdLength) return { problem: 'bad_message_id' };
  return value['type'] === 'ack' ? { frame: { type: 'ack', id } } : parseMessage(id, value);
}

function parseMessage(id: string, value: Record<string, unknown>): ParsedFrame {
  const text = value['text'] ?? '';
  const fileId = value['fileId'] ?? undefined;
  if (typeof text !== 'string') return { problem: 'malformed', to: id };
  if (fileId !== undefined && typeof fileId !== 'string') return { problem: 'malformed', to: id };
  if (text.trim() === '' && !fileId) return { problem: 'empty_message', to: id };
  return { frame: { type: 'message', id, text, ...(fileId ? { fileId } : {}) } };
}

function parseObject(raw: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
