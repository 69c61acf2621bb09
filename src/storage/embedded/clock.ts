/** The store's only source of the present: milliseconds since 1970 (UTC). It asks the machine, being a thing of its own. */
export const nowMs = (): number => Date.now();
