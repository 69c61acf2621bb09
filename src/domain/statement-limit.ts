/** Characters one filing takes, all messages together: some forty pages, far more than any letter that is read. */
export const STATEMENT_LIMIT = 40_000;

/** Whether these messages together are more than one filing takes. */
export function exceedsStatementLimit(messages: readonly string[]): boolean {
  return messages.reduce((sum, { length }) => sum + length, 0) > STATEMENT_LIMIT;
}
