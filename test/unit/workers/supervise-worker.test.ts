import { superviseWorker } from '../../../src/workers/supervise-worker.js';
import type { WorkerExit } from '../../../src/workers/worker-process.js';

const crash: WorkerExit = { code: 1, signal: null, reason: null, listenedMs: 0 };
const log = { error: () => undefined, info: () => undefined };

/** Supervises a worker whose processes exit as listed; the one after them runs until the test ends. */
async function delaysAfter(...exits: WorkerExit[]): Promise<{ delays: number[]; restarts: number }> {
  const delays: number[] = [];
  let started = 0;
  let restarts = 0;
  await new Promise<void>((resolve, reject) => {
    const start = () => {
      const exit = exits[started++];
      if (!exit) resolve();
      return {
        pid: started,
        // The first process must listen, or supervision never starts.
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
      wait: (ms) => Promise.resolve(void delays.push(ms)),
    }).catch(reject);
  });
  return { delays, restarts };
}

it('restarts a worker with a backoff that resets after a healthy process', async () => {
  const healthy = { ...crash, listenedMs: 30_000 };
  const short = { ...crash, listenedMs: 5 };

  expect(await delaysAfter(short, crash, crash, healthy, crash)).toEqual({
    delays: [100, 200, 400, 100, 200],
    restarts: 5,
  });
});

it('does not restart a worker whose first start fails', async () => {
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
