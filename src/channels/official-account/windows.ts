/**
 * When the platform lets customer-service messages through (rule of 2023-06-12): after a person's own
 * message 48 hours and 5 messages; after a menu click, a scan or a subscription one minute and 3.
 */
export const WINDOW = {
  message: { lasts: 48 * 60 * 60_000, holds: 5 },
  action: { lasts: 60_000, holds: 3 },
} as const;
export type WindowKind = keyof typeof WINDOW;

/** The last opening of a window and how many messages went through it since. */
export interface WindowUse {
  openedAt: Date;
  sent: number;
}

export type Windows = Partial<Record<WindowKind, WindowUse>>;

/** Kept off the end of a window: clocks differ and a request takes time (ms). */
const MARGIN = 5_000;

/** The window to send through now: the short one first, since it closes first; undefined when both are shut. */
export function openWindow(windows: Windows, now: Date): WindowKind | undefined {
  return (['action', 'message'] as const).find((kind) => isOpen(kind, windows[kind], now));
}

function isOpen(kind: WindowKind, use: WindowUse | undefined, now: Date): boolean {
  if (use === undefined) return false;
  const { lasts, holds } = WINDOW[kind];
  return use.sent < holds && now.getTime() < use.openedAt.getTime() + lasts - MARGIN;
}
