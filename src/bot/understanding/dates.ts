const MAX_DATES = 9;

/** A reader of dates and spans of time in the person's words ("去年10月", "三个月"). */
export function createDateFinder(patterns: readonly string[]): (text: string) => string[] {
  const pattern = new RegExp(patterns.map((source) => `(?:${source})`).join('|'), 'g');
  return (text) => {
    const dates: string[] = [];
    for (const match of text.matchAll(pattern)) {
      if (match[0] !== '' && !dates.includes(match[0])) dates.push(match[0]);
      if (dates.length === MAX_DATES) break;
    }
    return dates;
  };
}
