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

/** Beyond so many complaints a weak "能不能装个…" is no longer a suggestion. */
const COMPLAINTS = 3;
const OUTRIGHT = 5;

/** What the petition is for. */
export function purposeOf(scan: Scan, isReport: boolean): Purpose {
  if (isReport || scan.has('problems', 'report')) return PURPOSE.report;
  if (scan.has('problems', 'appeal')) return PURPOSE.appeal;
  const problems = scan.of('problems', 'problem').length;
  const suggestions = scan.of('problems', 'suggestion');
  if (suggestions.some((hit) => hit.weight >= OUTRIGHT || problems < COMPLAINTS)) return PURPOSE.suggestion;
  return scan.has('problems', 'enquiry') && problems === 0 ? PURPOSE.enquiry : PURPOSE.claim;
}
