import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';

/** Identifies a process, even though the system reuses process IDs. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Its start time, in a format that depends on the system. */
  readonly startedAt: string;
}

interface ProcessStatus {
  readonly state: string;
  readonly startedAt: string;
  /** The effective user ID. */
  readonly uid: number;
}

/** @throws EmbeddedMongodbError when the system does not report start times */
export function currentProcess(): ProcessIdentity {
  const status = statusOf(process.pid);
  if (status) return { pid: process.pid, startedAt: status.startedAt };
  throw new EmbeddedMongodbError(
    'The embedded MongoDB cannot identify processes: /proc is not mounted. Mount it, or set MONGODB_URI to use a MongoDB server.',
  );
}

/** The user of a process; undefined when it is not running. */
export function userOfRunning({ pid, startedAt }: ProcessIdentity): number | undefined {
  const status = statusOf(pid);
  const isRunning = status?.startedAt === startedAt && !isDead(status);
  return isRunning ? status.uid : undefined;
}

/** A zombie holds no resources but keeps its process ID until its parent reads the exit code. */
function isDead({ state }: ProcessStatus): boolean {
  return state.startsWith('Z') || state.startsWith('X');
}

function statusOf(pid: number): ProcessStatus | undefined {
  try {
    return process.platform === 'linux' ? statusFromProc(pid) : statusFromPs(pid);
  } catch {
    return undefined;
  }
}

/** Reads Linux's `/proc`, see proc_pid_stat(5). Start times are relative to boot, so they include the boot ID. */
function statusFromProc(pid: number): ProcessStatus {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  // The command name, in parentheses, may itself contain parentheses and spaces.
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const uid = Number(/^Uid:\t\d+\t(\d+)/m.exec(status)?.[1]);
  return { state, startedAt: `${bootId}/${fields[18] ?? ''}`, uid };
}

/** Runs ps(1), because macOS has no `/proc`. @throws Error when the process does not exist */
export function statusFromPs(pid: number): ProcessStatus {
  const columns = ['-o', 'stat=', '-o', 'uid=', '-o', 'lstart='];
  const line = execFileSync('/bin/ps', [...columns, '-p', String(pid)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [, state = '', uid, startedAt] = /^(\S+) +(\d+) +(\S.*\S)/.exec(line.trimStart()) ?? [];
  if (!startedAt) throw new Error(`ps reports no start time for process ${pid}`);
  return { state, startedAt, uid: Number(uid) };
}
