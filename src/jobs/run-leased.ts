import { randomUUID } from 'node:crypto';
import type { Models } from '../models/create-models.js';

const LEASE_MS = 10 * 60_000;

/**
 * Runs the work unless another process is at it. The work must be idempotent: the lease saves doing it
 * twice, it does not fence.
 * @returns what the work returned, or undefined when another process has the lease
 */
export async function runLeased<Result>(
  models: Pick<Models, 'leases'>,
  name: string,
  now: Date,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const token = randomUUID();
  if (!(await models.leases.take(name, token, now, new Date(now.getTime() + LEASE_MS)))) return undefined;
  try {
    return await work();
  } finally {
    await models.leases.release(name, token);
  }
}
