/** Whether a write failed because a unique key is taken; optionally the key that starts with `field`. */
export function isDuplicateKey(error: unknown, field?: string): boolean {
  const { code, keyPattern } = error as { code?: unknown; keyPattern?: Record<string, unknown> };
  if (code !== 11000) return false;
  return field === undefined || (keyPattern !== undefined && Object.keys(keyPattern)[0] === field);
}
