import { randomUUID } from 'node:crypto';
import { readdir, rename, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Told apart from an earlier process that had the same number (always 1 in a container). */
const processMark = randomUUID().slice(0, 8);

/** Another machine's file is taken over when its owner has not touched it for this long (ms). */
const ABANDONED_AFTER = 60_000;

/** A new name for a spool file of this process: `host~pid~process~number.spool`. */
export function ownSpoolFile(): string {
  return `${hostname()}~${process.pid}~${processMark}~${randomUUID()}.spool`;
}

/**
 * Takes over the spool files of instances that are gone: each is renamed to a name of this process, so
 * that of several takers one wins, and a taker that dies leaves it to the next.
 * @returns the paths taken
 */
export async function takeAbandoned(directory: string, now: Date): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.spool'));
  const taken: string[] = [];
  for (const name of names) {
    const path = join(directory, name);
    if (!(await isAbandoned(path, name, now))) continue;
    const own = join(directory, ownSpoolFile());
    if (await wasRenamed(path, own)) taken.push(own);
  }
  return taken;
}

async function wasRenamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return false;
    throw error;
  }
}

/** Its process is gone from this machine, or its owner elsewhere has been silent. */
async function isAbandoned(path: string, name: string, now: Date): Promise<boolean> {
  const [host, pid, mark] = name.split('~');
  if (host === hostname()) return mark !== processMark && !isAlive(Number(pid));
  const { mtime } = await stat(path);
  return now.getTime() - mtime.getTime() > ABANDONED_AFTER;
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
