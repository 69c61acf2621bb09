import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Who holds a data directory. */
interface Holder {
  pid: number;
  /** When that process started (in the kernel's ticks), so that a reused pid is not taken for it. */
  started: string;
}

/** The kernel's start time of a process; '' where it cannot be read (only Linux tells). */
function startOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) as string;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields.split(' ')[19]}`;
  } catch {
    return '';
  }
}

function alive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return started === '' || startOf(pid) === started;
}

function read(path: string): { text: string; holder: Holder } | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return { text, holder: JSON.parse(text) as Holder };
  } catch {
    return undefined;
  }
}

function take(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead holder's file aside; if another start was quicker its new file is put back. */
function clear(path: string, stale: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (read(aside)?.text !== stale && read(aside)) renameSync(aside, path);
    else rmSync(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/**
 * Takes the data directory for this process until the returned function is called or the process ends,
 * however it ends.
 * @throws Error with one line naming the directory and the holder's pid.
 */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, 'store.lock');
  for (let attempt = 0; attempt < 5; attempt++) {
    if (take(path)) return () => rmSync(path, { force: true });
    const found = read(path);
    if (found && alive(found.holder)) {
      throw new Error(
        `the store in ${directory} is already in use by process ${found.holder.pid}; stop it first`,
      );
    }
    clear(path, found?.text ?? '');
  }
  throw new Error(`the store in ${directory} could not be locked: ${path} keeps changing`);
}
