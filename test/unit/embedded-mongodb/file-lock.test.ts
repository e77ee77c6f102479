import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** Beyond what any system gives a process. */
const noProcess = { pid: 2 ** 30, startedAt: 'boot/1' };

const newLock = (content?: string) => {
  const path = join(temporaryFolder(), 'a.lock');
  if (content !== undefined) writeFileSync(path, content);
  return path;
};

describe('a file lock', () => {
  it('names its holder, and is gone after its release', async () => {
    const path = newLock();
    const lock = await acquireFileLock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(currentProcess());
    lock.release();
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('is refused while its holder lives', async () => {
    const path = newLock();
    await acquireFileLock(path);
    await expect(acquireFileLock(path)).rejects.toThrow(LockHeldError);
    await expect(acquireFileLock(path)).rejects.toMatchObject({ holder: { pid: process.pid } });
  });

  it('is given to who waits, once it is released', async () => {
    const path = newLock();
    const first = await acquireFileLock(path);
    const second = acquireFileLock(path, { waitMs: 10_000 });
    first.release();
    await expect(second).resolves.toHaveProperty('release');
  });

  it('lets a wait be given up', async () => {
    const path = newLock();
    await acquireFileLock(path);
    const signal = AbortSignal.abort();
    await expect(acquireFileLock(path, { waitMs: 10_000, signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it.each([
    ['of a process that ended', JSON.stringify(noProcess)],
    ['of an earlier process of the same number', JSON.stringify({ pid: process.pid, startedAt: 'boot/1' })],
    ['that names a running process without its start', JSON.stringify({ pid: 1, startedAt: '' })],
    ['that a crash of the system left empty', ''],
    ['that is damaged', '{"pid":-1}'],
  ])('%s is taken over, by one only', async (_, content) => {
    const path = newLock(content);
    const takers = await Promise.allSettled(Array.from({ length: 5 }, () => acquireFileLock(path)));
    expect(takers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(join(path, '..'))).toEqual(['a.lock']);
  });

  it('is taken over even when an earlier taker died while at it', async () => {
    const path = newLock(JSON.stringify(noProcess));
    writeFileSync(`${path}.takeover`, JSON.stringify(noProcess));
    await acquireFileLock(path);
    expect(readdirSync(join(path, '..'))).toEqual(['a.lock']);
  });

  it('is left to who took it over in the meantime', async () => {
    const path = newLock();
    const lock = await acquireFileLock(path);
    writeFileSync(path, 'another');
    lock.release();
    expect(readFileSync(path, 'utf8')).toBe('another');
  });
});

describe('a lock that another user planted', () => {
  const running = () => JSON.stringify(currentProcess());

  it.each([
    ['a named pipe', (path: string) => makeNamedPipe(path), /is a named pipe/],
    ['a link', (path: string) => symlinkSync(newLock(running()), path), /is a symbolic link/],
    ['writable by others', (path: string) => writeWithMode(path, 0o666, running()), /chmod go-w/],
  ])('is an error when it is %s', async (_, plant, message) => {
    const path = newLock();
    plant(path);
    await expect(acquireFileLock(path)).rejects.toThrow(message);
    expect(() => isLockHeld(path)).toThrow(message);
  });

  itAsRoot('is an error when another user owns it', async () => {
    const path = newLock(running());
    giveAway(path);
    await expect(acquireFileLock(path)).rejects.toThrow(/belongs to another user \(owner uid 65534/);
    expect(() => isLockHeld(path)).toThrow(UntrustedPathError);
  });

  itAsRoot('is an error when it names a process of another user', async () => {
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

describe('a process', () => {
  it('is known by its number together with its start', () => {
    expect(userOfRunning(currentProcess())).toBe(process.geteuid?.());
    expect(userOfRunning({ pid: process.pid, startedAt: '' })).toBeUndefined();
    expect(userOfRunning({ pid: process.pid, startedAt: 'boot/1' })).toBeUndefined();
    expect(userOfRunning(noProcess)).toBeUndefined();
  });

  // macOS has no /proc; ps is part of it, and of most Linux systems.
  (existsSync('/bin/ps') ? it : it.skip)('is known by its start as ps shows it', () => {
    const status = statusFromPs(process.pid);
    expect(status).toMatchObject({ state: expect.stringMatching(/^[RSD]/), uid: process.geteuid?.() });
    expect(Math.abs(Date.parse(`${status.startedAt} UTC`) - performance.timeOrigin)).toBeLessThan(10_000);
    expect(() => statusFromPs(noProcess.pid)).toThrow();
  });
});
