import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acquireFileLock, isLockHeld, LockHeldError } from '../../../src/embedded-mongodb/file-lock.js';
import {
  currentProcess,
  statusFromPs,
  userOfRunning,
} from '../../../src/embedded-mongodb/process-identity.js';
import { UntrustedPathError } from '../../../src/trusted-files/index.js';
import { cleanUp, temporaryFolder } from '../../support/embedded-mongodb.js';
import { giveAway, itAsRoot, makeNamedPipe, otherUid, writeWithMode } from '../../support/other-user.js';

afterEach(cleanUp);

/** A process ID that no system assigns. */
const noProcess = { pid: 2 ** 30, startedAt: 'boot/1' };

const newLock = (content?: string) => {
  const path = join(temporaryFolder(), 'a.lock');
  if (content !== undefined) writeFileSync(path, content);
  return path;
};

describe('a file lock', () => {
  it('names its holder and is deleted on release', async () => {
    const path = newLock();
    const lock = await acquireFileLock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(currentProcess());
    lock.release();
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('cannot be acquired while its holder runs', async () => {
    const path = newLock();
    await acquireFileLock(path);
    await expect(acquireFileLock(path)).rejects.toThrow(LockHeldError);
    await expect(acquireFileLock(path)).rejects.toMatchObject({ holder: { pid: process.pid } });
  });

  it('passes to a waiting caller on release', async () => {
    const path = newLock();
    const first = await acquireFileLock(path);
    const second = acquireFileLock(path, { waitMs: 10_000 });
    first.release();
    await expect(second).resolves.toHaveProperty('release');
  });

  it('stops waiting when the signal is aborted', async () => {
    const path = newLock();
    await acquireFileLock(path);
    const signal = AbortSignal.abort();
    await expect(acquireFileLock(path, { waitMs: 10_000, signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it.each([
    ['of a process that exited', JSON.stringify(noProcess)],
    ['of an earlier process with the same ID', JSON.stringify({ pid: process.pid, startedAt: 'boot/1' })],
    ['that names a running process without its start time', JSON.stringify({ pid: 1, startedAt: '' })],
    ['that a system crash left empty', ''],
    ['that is damaged', '{"pid":-1}'],
  ])('%s is taken over by exactly one caller', async (_, content) => {
    const path = newLock(content);
    const takers = await Promise.allSettled(Array.from({ length: 5 }, () => acquireFileLock(path)));
    expect(takers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(join(path, '..'))).toEqual(['a.lock']);
  });

  it('is taken over even if an earlier takeover was interrupted', async () => {
    const path = newLock(JSON.stringify(noProcess));
    writeFileSync(`${path}.takeover`, JSON.stringify(noProcess));
    await acquireFileLock(path);
    expect(readdirSync(join(path, '..'))).toEqual(['a.lock']);
  });

  it('is not deleted on release when another process has taken it over', async () => {
    const path = newLock();
    const lock = await acquireFileLock(path);
    writeFileSync(path, 'another');
    lock.release();
    expect(readFileSync(path, 'utf8')).toBe('another');
  });
});

describe('a lock planted by another user', () => {
  const running = () => JSON.stringify(currentProcess());

  it.each([
    ['a named pipe', (path: string) => makeNamedPipe(path), /is a named pipe/],
    ['a symbolic link', (path: string) => symlinkSync(newLock(running()), path), /is a symbolic link/],
    ['writable by others', (path: string) => writeWithMode(path, 0o666, running()), /chmod go-w/],
  ])('is rejected when it is %s', async (_, plant, message) => {
    const path = newLock();
    plant(path);
    await expect(acquireFileLock(path)).rejects.toThrow(message);
    expect(() => isLockHeld(path)).toThrow(message);
  });

  itAsRoot('is rejected when another user owns it', async () => {
    const path = newLock(running());
    giveAway(path);
    await expect(acquireFileLock(path)).rejects.toThrow(/belongs to another user \(owner uid 65534/);
    expect(() => isLockHeld(path)).toThrow(UntrustedPathError);
  });

  itAsRoot("is rejected when it names another user's process", async () => {
    const sleeper = spawn('sleep', ['60'], { uid: otherUid, stdio: 'ignore' });
    await once(sleeper, 'spawn');
    try {
      const [, ...fields] =
        readFileSync(`/proc/${sleeper.pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
      const [bootId] = currentProcess().startedAt.split('/');
      const path = newLock(JSON.stringify({ pid: sleeper.pid, startedAt: `${bootId}/${fields[18]}` }));
      await expect(acquireFileLock(path)).rejects.toThrow(/names process \d+, which runs as uid 65534/);
      expect(() => isLockHeld(path)).toThrow(UntrustedPathError);
    } finally {
      sleeper.kill();
    }
  });
});

describe('a process identity', () => {
  it('consists of the process ID and the start time', () => {
    expect(userOfRunning(currentProcess())).toBe(process.geteuid?.());
    expect(userOfRunning({ pid: process.pid, startedAt: '' })).toBeUndefined();
    expect(userOfRunning({ pid: process.pid, startedAt: 'boot/1' })).toBeUndefined();
    expect(userOfRunning(noProcess)).toBeUndefined();
  });

  // macOS, which has no /proc, and most Linux systems have ps.
  (existsSync('/bin/ps') ? it : it.skip)('has the start time that ps reports', () => {
    const status = statusFromPs(process.pid);
    expect(status).toMatchObject({ state: expect.stringMatching(/^[RSD]/), uid: process.geteuid?.() });
    expect(Math.abs(Date.parse(`${status.startedAt} UTC`) - performance.timeOrigin)).toBeLessThan(10_000);
    expect(() => statusFromPs(noProcess.pid)).toThrow();
  });
});
