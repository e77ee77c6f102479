import { createWorkQueue } from '../../../src/identity/work-queue.js';

/** Work that ends when the test says so. */
function createTask() {
  let end: (result: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  return { end, work: jest.fn(() => ended) };
}

/** Resolves after all promise callbacks that are due. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const isUnavailable = (retryAfter: number) =>
  expect.objectContaining({ code: 'SERVICE_UNAVAILABLE', retryAfter });

afterEach(() => jest.useRealTimers());

it('runs as many calls at once as it may, and the others in order', async () => {
  const queue = createWorkQueue({ concurrency: 2 });
  const tasks = [createTask(), createTask(), createTask(), createTask()];
  const results = tasks.map(({ work }) => queue.run(work));
  const started = () => tasks.map(({ work }) => work.mock.calls.length);

  await settled();
  expect([started(), queue.waiting()]).toEqual([[1, 1, 0, 0], 2]);

  tasks[1]?.end('second');
  expect(await results[1]).toBe('second');
  await settled();
  expect([started(), queue.waiting()]).toEqual([[1, 1, 1, 0], 1]);

  for (const { end } of tasks) end('done');
  expect(await Promise.all(results)).toEqual(['done', 'second', 'done', 'done']);
  expect(queue.waiting()).toBe(0);
});

it('continues after a call that fails', async () => {
  const queue = createWorkQueue({ concurrency: 1 });
  const failing = queue.run(() => Promise.reject(new Error('broken')));
  const next = queue.run(() => Promise.resolve('next'));

  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('next');
  expect(await queue.run(() => Promise.resolve('later'))).toBe('later');
});

it('rejects a call when too many are waiting, and accepts one again afterwards', async () => {
  const onRejected = jest.fn();
  const queue = createWorkQueue({ concurrency: 1, maxWaiting: 1, maxWaitMs: 1_500, onRejected });
  const [running, waiting, excess] = [createTask(), createTask(), createTask()];
  const accepted = [queue.run(running.work), queue.run(waiting.work)];

  await expect(queue.run(excess.work)).rejects.toEqual(isUnavailable(2));
  expect(excess.work).not.toHaveBeenCalled();
  expect(onRejected).toHaveBeenCalledTimes(1);

  running.end('done');
  waiting.end('done');
  await Promise.all(accepted);
  expect(await queue.run(() => Promise.resolve('accepted'))).toBe('accepted');
});

it('rejects a call that has waited too long, but never one that has started', async () => {
  jest.useFakeTimers();
  const onRejected = jest.fn();
  const queue = createWorkQueue({ concurrency: 1, maxWaitMs: 1_000, onRejected });
  const [slow, late, patient] = [createTask(), createTask(), createTask()];
  const started = queue.run(slow.work);
  const expired = expect(queue.run(late.work)).rejects.toEqual(isUnavailable(1));
  jest.advanceTimersByTime(999);
  const last = queue.run(patient.work);
  expect(queue.waiting()).toBe(2);

  jest.advanceTimersByTime(1);
  await expired;
  expect([onRejected.mock.calls.length, queue.waiting()]).toEqual([1, 1]);

  slow.end('slow');
  expect(await started).toBe('slow');
  jest.advanceTimersByTime(10_000);
  patient.end('patient');
  expect(await last).toBe('patient');
  expect(late.work).not.toHaveBeenCalled();
});
