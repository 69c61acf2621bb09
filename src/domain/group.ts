/** From this many people on a petition counts as a group's (集体访). */
export const GROUP_PEOPLE = 5;
/** 《信访工作条例》第20条 */
export const REPRESENTATIVES_LIMIT = 5;

/** Whether so many people make a group petition. */
export function isGroup(people: number | undefined, households?: number): boolean {
  return Math.max(people ?? 0, households ?? 0) >= GROUP_PEOPLE;
}
