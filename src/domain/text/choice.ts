/** A numbered answer the person may tap or type. `value` is what counts as typed when it is tapped. */
export interface Choice {
  value: string;
  label: string;
}

/** A choice that reads as it is typed, unless it has a longer label. */
export function choice(value: string, label = value): Choice {
  return { value, label };
}
