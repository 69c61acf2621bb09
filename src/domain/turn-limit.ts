/** Messages of one person answered in one Shanghai day; beyond, they are politely refused. */
export const TURNS_PER_DAY = 2000;
