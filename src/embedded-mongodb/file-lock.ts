import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createPrivateFile,
  quote,
  readTrustedFile,
  replacePrivateFile,
  UntrustedPathError,
} from '../trusted-files/index.js';
import { currentProcess, type ProcessIdentity, userOfRunning } from './process-identity.js';

export interface FileLock {
  release(): void;
}

export interface WaitOptions {
  /** How long to wait for a running holder to release the lock. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
}

interface LockFile {
  readonly text: string;
  /** The user of the process that created it. */
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
 * Acquires a lock file, which names the process that holds it.
 *
 * A lock whose holder exited without releasing it is taken over, by exactly one process.
 *
 * @throws LockHeldError when a running process still holds the lock after `waitMs`; UntrustedPathError when another user
 * could have created the file
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

/**
 * Whether a running process holds the lock.
 *
 * @throws UntrustedPathError when another user could have created the file
 */
export function isLockHeld(path: string): boolean {
  const found = read(path);
  return found !== undefined && livingHolder(path, found) !== undefined;
}

/** @returns the holder when it is running; `changing` while the lock passes from one process to another */
function tryAcquire(path: string, mine: string): 'acquired' | 'changing' | ProcessIdentity {
  if (create(path, mine)) return 'acquired';
  const found = read(path);
  if (found === undefined) return 'changing';
  const holder = livingHolder(path, found);
  if (holder) return holder;
  return takeOver(path, found.text, mine) ? 'acquired' : 'changing';
}

/** The lock's holder, if running. It must run as the user who created the file, which can name any process. */
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
 * Replaces the lock of a process that has exited. Only the holder of the guard may do so, and the exited process cannot
 * release its lock, so the lock cannot change between the check and the replacement. The guard is itself a lock that can
 * be taken over.
 */
function takeOver(path: string, stale: string, mine: string): boolean {
  const guard = `${path}.takeover`;
  if (tryAcquire(guard, mine) !== 'acquired') return false;
  try {
    if (read(path)?.text !== stale) return false;
    replacePrivateFile(path, mine);
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

function release(path: string, mine: string): void {
  if (read(path)?.text === mine) rmSync(path, { force: true });
}

/** @returns whether this process created the file */
function create(path: string, content: string): boolean {
  try {
    createPrivateFile(path, content);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
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
