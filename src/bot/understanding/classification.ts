import type { ClassPath, Purpose } from '../../domain/taxonomy.js';
import { PURPOSE } from '../../domain/taxonomy.js';
import type { Scan } from './scanner.js';

const MAX_CLASSES = 3;
/** Later words of the same kind add less: three times "路" is not three reasons. */
const REPEATED_SHARE = 0.4;

/** Sums the weights of the found words per class, best first. */
export function classify(scan: Scan): ClassPath[] {
  const seen = new Map<string, Map<string, number>>();
  for (const { label, term, weight } of scan.hits('classes')) {
    const terms = seen.get(label) ?? new Map<string, number>();
    terms.set(term, Math.max(terms.get(term) ?? 0, weight));
    seen.set(label, terms);
  }
  const totals = new Map<string, { weight: number; level2: string; best: number }>();
  for (const [label, terms] of seen) {
    const [level1 = '', level2 = ''] = label.split('/');
    const weights = [...terms.values()].sort((a, b) => b - a);
    const own = weights.reduce(
      (sum, weight, index) => sum + (index === 0 ? weight : weight * REPEATED_SHARE),
      0,
    );
    const total = totals.get(level1);
    if (!total) totals.set(level1, { weight: own, level2, best: own });
    else {
      totals.set(level1, {
        weight: Math.max(total.weight, own) + REPEATED_SHARE * Math.min(total.weight, own),
        level2: own > total.best ? level2 : total.level2,
        best: Math.max(own, total.best),
      });
    }
  }
  return [...totals]
    .map(([level1, { weight, level2 }]) => ({ level1, level2, weight }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_CLASSES);
}

/** What the petition is for; only for messages that describe something. */
export function purposeOf(scan: Scan, isReport: boolean, isQuestion: boolean): Purpose {
  if (isReport || scan.has('problems', 'report')) return PURPOSE.report;
  if (scan.has('problems', 'appeal')) return PURPOSE.appeal;
  if (scan.has('problems', 'suggestion') && scan.of('problems', 'problem').length < 3)
    return PURPOSE.suggestion;
  return isQuestion && !scan.has('problems', 'problem') ? PURPOSE.enquiry : PURPOSE.claim;
}
