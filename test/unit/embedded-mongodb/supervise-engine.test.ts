import { once } from 'node:events';

import type { Logger } from 'pino';

import type { EngineExit, EngineProcess } from '../../../src/embedded-mongodb/engine-process.js';
import { restartDelayMs, superviseEngine } from '../../../src/embedded-mongodb/supervise-engine.js';

const CRASH: EngineExit = { exitCode: null, signal: 'SIGKILL', reason: '', servedMs: 5 };

const log = { warn: () => undefined, info: () => undefined } as unknown as Logger;

/** Processes that have ended as listed; the one after them serves until it is stopped. */
function processesThatEnd(...exits: EngineExit[]) {
  let started = 0;
  const start = (): EngineProcess => {
    const exit = exits[started++];
    const { promise: exited, resolve } = deferred<EngineExit>();
    if (exit) resolve(exit);
    const stop = () => {
      resolve({ ...CRASH, exitCode: 0, signal: null });
      return Promise.resolve();
    };
    return { pid: started, ready: Promise.resolve(), exited, stop };
  };
  return { start, count: () => started };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

describe('the wait before a restart', () => {
  it('doubles from 200 ms up to 10 s', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((failures) => restartDelayMs(failures));
    expect(delays).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
  });

  it('starts anew after a process that served for long', async () => {
    const crashes = [0, 5, 60_000, 5].map((servedMs) => ({ ...CRASH, servedMs }));
    const { start, count } = processesThatEnd(...crashes);
    const delays: number[] = [];
    const { promise: recovered, resolve } = deferred<undefined>();
    const wait = (ms: number) => {
      if (delays.push(ms) === crashes.length) resolve(undefined);
      return Promise.resolve();
    };
    const supervision = await superviseEngine({ start, log, wait });
    await recovered;
    await supervision.stop();
    expect(delays).toEqual([200, 400, 200, 400]);
    expect(count()).toBeGreaterThanOrEqual(crashes.length);
  });
});

it('a stop during the wait starts nothing more', async () => {
  const { start, count } = processesThatEnd(CRASH);
  const { promise: waiting, resolve } = deferred<undefined>();
  const wait = async (_ms: number, signal: AbortSignal) => {
    resolve(undefined);
    await once(signal, 'abort');
  };
  const supervision = await superviseEngine({ start, log, wait });
  await waiting;
  expect(supervision.pid).toBeUndefined();
  await supervision.stop();
  expect(count()).toBe(1);
});

it('a first process that does not come to serve is not started again', async () => {
  const { start, count } = processesThatEnd(CRASH);
  const failing = () => ({ ...start(), ready: Promise.reject(new Error('no')) });
  await expect(superviseEngine({ start: failing, log })).rejects.toThrow('no');
  expect(count()).toBe(1);
});
