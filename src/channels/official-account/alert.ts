/** Tells the operator that something needs attention: a stable code, and facts without personal values. */
export type Alert = (code: string, details: Record<string, unknown>) => void;

/** Lets one alert a minute through for each code. */
export function oncePerMinute(alert: Alert, now: () => Date): Alert {
  const last = new Map<string, number>();
  return (code, details) => {
    const at = now().getTime();
    if (at - (last.get(code) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    last.set(code, at);
    alert(code, details);
  };
}
