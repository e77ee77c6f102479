import { once } from 'node:events';
import type { Logger } from 'pino';
import type { EngineExit, EngineProcess } from '../../../src/embedded-mongodb/engine-process.js';
import { superviseEngine } from '../../../src/embedded-mongodb/supervise-engine.js';

const crash: EngineExit = { exitCode: null, signal: 'SIGKILL', reason: '', servedMs: 5 };

const log = { warn: () => undefined, info: () => undefined } as unknown as Logger;

/** Starts processes that exit as listed; the one after them serves until it is stopped. */
function processesThatExit(...exits: EngineExit[]) {
  let started = 0;
  const start = (): EngineProcess => {
    const exit = exits[started++];
    const { promise: exited, resolve } = deferred<EngineExit>();
    if (exit) resolve(exit);
    const stop = () => {
      resolve({ ...crash, exitCode: 0, signal: null });
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

it('restarts with a backoff that resets after a process that served for long', async () => {
  const crashes = [0, 5, 60_000, 5].map((servedMs) => ({ ...crash, servedMs }));
  const { start, count } = processesThatExit(...crashes);
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

it('does not restart when stopped during the delay', async () => {
  const { start, count } = processesThatExit(crash);
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

it('does not restart a first process that fails to start', async () => {
  const { start, count } = processesThatExit(crash);
  const failing = () => ({ ...start(), ready: Promise.reject(new Error('no')) });
  await expect(superviseEngine({ start: failing, log })).rejects.toThrow('no');
  expect(count()).toBe(1);
});
