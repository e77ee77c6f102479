import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { acquireFileLock, LockHeldError } from '../../../src/embedded-mongodb/file-lock.js';
import { currentProcess, isRunning } from '../../../src/embedded-mongodb/process-identity.js';
import { cleanUp, temporaryFolder } from '../../support/embedded-mongodb.js';

afterEach(cleanUp);

/** Beyond what any system gives a process. */
const NO_PROCESS = { pid: 2 ** 30, startedAt: '' };

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
    ['of a process that ended', JSON.stringify(NO_PROCESS)],
    ['of an earlier process of the same number', JSON.stringify({ pid: process.pid, startedAt: 'boot/1' })],
    ['that a crash of the system left empty', ''],
    ['that is damaged', '{"pid":-1}'],
  ])('%s is taken over, by one only', async (_, content) => {
    const path = newLock(content);
    const takers = await Promise.allSettled(Array.from({ length: 5 }, () => acquireFileLock(path)));
    expect(takers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(join(path, '..'))).toEqual(['a.lock']);
  });

  it('is taken over even when an earlier taker died while at it', async () => {
    const path = newLock(JSON.stringify(NO_PROCESS));
    writeFileSync(`${path}.takeover`, JSON.stringify(NO_PROCESS));
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

describe('a process', () => {
  it('is known by its number together with its start', () => {
    expect(isRunning(currentProcess())).toBe(true);
    expect(isRunning({ pid: process.pid, startedAt: '' })).toBe(true);
    expect(isRunning(NO_PROCESS)).toBe(false);
  });
});
