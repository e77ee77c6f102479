import { readFileSync } from 'node:fs';

/** A process beyond its number, which the system gives to another one after its end. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system counts it; empty where the system does not tell. */
  readonly startedAt: string;
}

interface ProcessStatus {
  readonly state: string;
  readonly startedAt: string;
}

export function currentProcess(): ProcessIdentity {
  return { pid: process.pid, startedAt: statusOf(process.pid)?.startedAt ?? '' };
}

export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  if (!hasProcess(pid)) return false;
  const status = statusOf(pid);
  if (!status || startedAt === '') return true;
  return status.startedAt === startedAt && !isDead(status);
}

function hasProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A zombie holds nothing any more, but keeps its number until its parent asks for its exit code. */
function isDead({ state }: ProcessStatus): boolean {
  return state === 'Z' || state === 'X';
}

/** From Linux's `/proc`, see proc_pid_stat(5). Start times count from boot, hence the boot's own id. */
function statusOf(pid: number): ProcessStatus | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    // The command's name, in parentheses, may itself contain parentheses and blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: `${bootId}/${fields[19] ?? ''}` };
  } catch {
    return undefined;
  }
}
