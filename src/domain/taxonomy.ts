/** Classification of petitions. Codes are stable; the names people see are in `data/taxonomy.json`. */

/** 信访目的 */
export const PURPOSE = {
  /** 意见建议 */
  suggestion: 'suggestion',
  /** 申诉 */
  appeal: 'appeal',
  /** 求决 */
  claim: 'claim',
  /** 揭发控告 */
  report: 'report',
  /** 咨询 */
  enquiry: 'enquiry',
  /** 其他 */
  other: 'other',
} as const;
export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];

/** Ways of handling under 《信访工作条例》 article 31. */
export const ROUTE = {
  judicial: 'judicial',
  arbitration: 'arbitration',
  party: 'party',
  administrative: 'administrative',
  duty: 'duty',
  petition: 'petition',
} as const;
export type Route = (typeof ROUTE)[keyof typeof ROUTE];

/** First and second level of 内容分类 by code (`data/taxonomy.json`), with the weight that spoke for it. */
export interface ClassPath {
  /** First-level code, e.g. `urban_rural_construction`. */
  level1: string;
  /** Second-level name as the national system words it, e.g. `城市建设和市政管理`; empty when unsure. */
  level2: string;
  weight: number;
}
