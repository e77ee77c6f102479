import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { quote, readTrustedFile, UntrustedPathError } from '../trusted-files/index.js';
import { currentProcess, type ProcessIdentity, userOfRunning } from './process-identity.js';

export interface FileLock {
  release(): void;
}

export interface WaitOptions {
  /** How long to wait for a living holder to let go. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

interface LockFile {
  readonly text: string;
  /** Its owner: the user of the process that made it. */
  readonly uid: number;
}

export class LockHeldError extends Error {
  override readonly name = 'LockHeldError';
  readonly holder: ProcessIdentity;

  constructor(path: string, holder: ProcessIdentity) {
    super(`${path} is held by process ${holder.pid}`);
    this.holder = holder;
  }
}

const pollMs = 20;

/**
 * Takes the lock that a file stands for, which names the process that holds it.
 *
 * The lock of a process that ended without releasing it is taken over, by one taker only.
 *
 * @throws LockHeldError when a living process holds it, and still does after `waitMs`; UntrustedPathError when
 * another user could have made the file.
 */
export async function acquireFileLock(
  path: string,
  { waitMs = 0, signal }: WaitOptions = {},
): Promise<FileLock> {
  const mine = JSON.stringify(currentProcess());
  const deadline = Date.now() + waitMs;
  for (;;) {
    const outcome = tryAcquire(path, mine);
    if (outcome === 'acquired') return { release: () => release(path, mine) };
    if (outcome !== 'changing' && Date.now() >= deadline) throw new LockHeldError(path, outcome);
    await delay(pollMs, undefined, signal && { signal });
  }
}

/** Whether a living process holds the lock. @throws UntrustedPathError when another user could have made the file. */
export function isLockHeld(path: string): boolean {
  const found = read(path);
  return found !== undefined && livingHolder(path, found) !== undefined;
}

/** Who holds it, when that is a living process; `changing` when it is changing hands this moment. */
function tryAcquire(path: string, mine: string): 'acquired' | 'changing' | ProcessIdentity {
  if (createWhole(path, mine)) return 'acquired';
  const found = read(path);
  if (found === undefined) return 'changing';
  const holder = livingHolder(path, found);
  if (holder) return holder;
  return takeOver(path, found.text, mine) ? 'acquired' : 'changing';
}

/** Who holds a lock. It may name any process, so that one must be of the user who made the file. */
function livingHolder(path: string, { text, uid }: LockFile): ProcessIdentity | undefined {
  const holder = parse(text);
  const user = holder && userOfRunning(holder);
  if (user === undefined) return undefined;
  if (user === uid) return holder;
  throw new UntrustedPathError(
    `${path} belongs to uid ${uid} but names process ${holder?.pid}, which runs as uid ${user}. If no server uses the folder, run \`rm ${quote(path)}\`.`,
  );
}

/**
 * Only who holds the guard may replace a dead process's lock, and the dead cannot release it: so what
 * is read under the guard stays. The guard is a lock like any other, should its holder die too.
 */
function takeOver(path: string, stale: string, mine: string): boolean {
  const guard = `${path}.takeover`;
  if (tryAcquire(guard, mine) !== 'acquired') return false;
  try {
    if (read(path)?.text !== stale) return false;
    replaceWhole(path, mine);
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

function release(path: string, mine: string): void {
  if (read(path)?.text === mine) rmSync(path, { force: true });
}

/** link(2) lets one of several creators win, and nobody ever sees a lock that is half written. */
function createWhole(path: string, content: string): boolean {
  const draft = writeDraft(path, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function replaceWhole(path: string, content: string): void {
  renameSync(writeDraft(path, content), path);
}

function writeDraft(path: string, content: string): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
}

function read(path: string): LockFile | undefined {
  try {
    const { content, uid } = readTrustedFile(path);
    return { text: content.toString('utf8'), uid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(content: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(content) as Partial<ProcessIdentity>;
    if (!Number.isSafeInteger(pid) || typeof startedAt !== 'string') return undefined;
    if (startedAt === '') return undefined;
    return pid !== undefined && pid > 0 ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}
