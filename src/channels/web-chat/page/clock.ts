/** The device's time; the page runs in the browser and has no other clock. */
export function now(): Date {
  return new Date();
}
