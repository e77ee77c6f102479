import { restartPauseMs, superviseWorker } from '../../../src/workers/supervise-worker.js';
import type { WorkerExit } from '../../../src/workers/worker-process.js';

const crash: WorkerExit = { code: 1, signal: null, reason: null, listenedMs: 0 };
const log = { error: () => undefined, info: () => undefined };

/** Supervises a worker whose processes end as listed; the one after them runs until the test ends. */
async function pausesAfter(...exits: WorkerExit[]): Promise<{ pauses: number[]; restarts: number }> {
  const pauses: number[] = [];
  let started = 0;
  let restarts = 0;
  await new Promise<void>((resolve, reject) => {
    const start = () => {
      const exit = exits[started++];
      if (!exit) resolve();
      return {
        pid: started,
        // The first must listen, or there is nothing to supervise.
        listening:
          exit?.listenedMs === 0 && started > 1 ? Promise.reject(new Error('crash')) : Promise.resolve('url'),
        exited: exit ? Promise.resolve(exit) : new Promise<WorkerExit>(() => undefined),
      };
    };
    superviseWorker({
      start,
      log,
      stopping: new AbortController().signal,
      onRestart: () => (restarts += 1),
      wait: (ms) => Promise.resolve(void pauses.push(ms)),
    }).catch(reject);
  });
  return { pauses, restarts };
}

describe('the pause before a worker is restarted', () => {
  it('doubles from 100 ms up to 10 s', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map(restartPauseMs)).toEqual([
      100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000,
    ]);
  });

  it('grows while the worker keeps dying and starts anew after one that was sound', async () => {
    const sound = { ...crash, listenedMs: 30_000 };
    const short = { ...crash, listenedMs: 5 };

    expect(await pausesAfter(short, crash, crash, sound, crash)).toEqual({
      pauses: [100, 200, 400, 100, 200],
      restarts: 5,
    });
  });
});

describe('a worker', () => {
  it('is not restarted when its first start fails', async () => {
    let started = 0;
    const start = () => {
      started += 1;
      return {
        pid: 1,
        listening: Promise.reject(new Error('cannot listen')),
        exited: Promise.resolve(crash),
      };
    };
    const supervision = { start, log, stopping: new AbortController().signal, onRestart: () => undefined };

    await expect(superviseWorker(supervision)).rejects.toThrow('cannot listen');
    expect(started).toBe(1);
  });
});
