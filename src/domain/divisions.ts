/** Administrative divisions (行政区划) of one county, as the statistics bureau codes them (12 digits). */

export const DIVISION_LEVEL = { county: 'county', town: 'town', village: 'village' } as const;
export type DivisionLevel = (typeof DIVISION_LEVEL)[keyof typeof DIVISION_LEVEL];

export interface Division {
  /** 12 digits, e.g. `370983106000` 石横镇. */
  code: string;
  /** Full official name, e.g. `石横一村村委会`. */
  name: string;
  level: DivisionLevel;
  /** Empty for the county. */
  parentCode: string;
}
