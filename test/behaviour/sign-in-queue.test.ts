import argon2 from 'argon2';
import type { GraphqlResult } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, useGraphward } from '../support/graphward.js';
import { send } from '../support/http.js';
import { tryToLogIn } from '../support/sessions.js';

const [concurrency, inProgress, maxWaiting] = [1, 2, 3];
const perAccount = 40;
/** Called for every look-up of a user. */
let onLookUp: (filter: unknown) => void = () => undefined;
const graphward = useGraphward({
  // A waiting sign-in never expires during a test.
  passwordHashing: {
    memoryKiB: 64,
    iterations: 1,
    concurrency,
    maxWaiting,
    maxWaitMs: 600_000,
  },
  env: { SIGN_IN_LIMIT_PER_ACCOUNT: String(perAccount) },
  onCommand: ({ command }) => {
    if (command.find === 'users') onLookUp(command.filter);
  },
});

let alice: Person;
beforeEach(async () => {
  alice = await graphward.signUp('alice');
});
afterEach(async () => {
  await emptyQueue();
  jest.restoreAllMocks();
});

const { verify } = argon2;
let release: () => void = () => undefined;
let queued: Promise<GraphqlResult>[] = [];

async function readMetric(name: string): Promise<number> {
  const { text } = await send(graphward, { path: '/metrics' });
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

/** Fills the queue with sign-ins whose verification waits until `emptyQueue`. */
async function fillQueue(): Promise<void> {
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let held = 0;
  jest.spyOn(argon2, 'verify').mockImplementation(async (hash, password) => {
    held += 1;
    await released;
    return verify(hash, password);
  });
  queued = Array.from({ length: inProgress + maxWaiting }, () => tryToLogIn(graphward, alice));
  await eventually(async () => {
    expect(await readMetric('graphward_password_hashes_waiting')).toBe(maxWaiting);
    expect(held).toBe(concurrency);
  });
}

function emptyQueue(): Promise<GraphqlResult[]> {
  release();
  return Promise.all(queued);
}

const register = (email: string) =>
  graphward.ask('mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }', {
    input: { email, password: 'four words make one' },
  });

const changePassword = (person: Person) =>
  graphward
    .as(person)
    .ask('mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }', {
      input: { currentPassword: person.password, newPassword: 'another four words' },
    });

it('rejects sign-ins beyond the queue with 503 and Retry-After; the others succeed', async () => {
  const rejectedBefore = await readMetric('graphward_password_hashes_rejected_total');
  await fillQueue();

  const excess = await Promise.all(Array.from({ length: 10 }, () => tryToLogIn(graphward, alice)));
  for (const result of excess) {
    expect(expectCode(result, 'SERVICE_UNAVAILABLE').extensions.retryAfter).toBe(600);
    expect([result.status, result.headers.get('retry-after')]).toEqual([503, '600']);
  }
  expect(await readMetric('graphward_password_hashes_rejected_total')).toBe(rejectedBefore + excess.length);
  expect(expectData(await graphward.as(alice).ask('{ me { id } }')).me).toEqual({ id: alice.id });

  for (const result of await emptyQueue()) expectData(result);
  expectData(await tryToLogIn(graphward, alice));
  expect(await readMetric('graphward_password_hashes_waiting')).toBe(0);
});

it('rejects registrations and password changes beyond the queue, too', async () => {
  await fillQueue();

  expectCode(await register('bob@example.com'), 'SERVICE_UNAVAILABLE');
  expectCode(await changePassword(alice), 'SERVICE_UNAVAILABLE');

  await emptyQueue();
  expectData(await register('bob@example.com'));
  expectData(await changePassword(alice));
});

it('rejects known and unknown addresses alike, without a look-up or a security event', async () => {
  const bob = await graphward.signUp('bob');
  const nobody = { ...bob, email: 'nobody@example.com' };
  await fillQueue();
  const lookedUp: unknown[] = [];
  onLookUp = (filter) => lookedUp.push(filter);
  const eventsBefore = graphward.logLines.filter(({ event }) => event === 'login').length;

  const results = [await tryToLogIn(graphward, bob), await tryToLogIn(graphward, nobody)];

  expect(results.map(({ status }) => status)).toEqual([503, 503]);
  expect(results[1]?.errors).toEqual(results[0]?.errors);
  expect(graphward.logLines.filter(({ event }) => event === 'login')).toHaveLength(eventsBefore);
  for (const { email } of [bob, nobody]) expect(lookedUp).not.toContainEqual({ email });
});

it('does not count a rejected sign-in towards the limit', async () => {
  await fillQueue();
  for (let attempt = 0; attempt < perAccount; attempt += 1)
    expectCode(await tryToLogIn(graphward, alice), 'SERVICE_UNAVAILABLE');
  await emptyQueue();

  expectData(await tryToLogIn(graphward, alice));
});

it('an attempt over a known limit takes no place in the queue', async () => {
  const wrong = { ...alice, password: 'wrong' };
  for (let attempt = 1; attempt < perAccount; attempt += 1)
    expectCode(await tryToLogIn(graphward, wrong), 'INVALID_CREDENTIALS');
  alice = await graphward.signUp('alice');
  await fillQueue();

  expectCode(await tryToLogIn(graphward, wrong), 'RATE_LIMITED');
});

it('a sign-in hashes once, a registration once, a password change twice and a rejected one never', async () => {
  // Creates the hash that sign-ins without an account are compared with.
  await tryToLogIn(graphward, { ...alice, email: 'nobody@example.com' });
  const hashes = [jest.spyOn(argon2, 'hash'), jest.spyOn(argon2, 'verify')];
  const hashesOf = async (operation: () => Promise<unknown>) => {
    for (const spy of hashes) spy.mockClear();
    await operation();
    return hashes.map((spy) => spy.mock.calls.length);
  };

  expect(await hashesOf(() => tryToLogIn(graphward, alice))).toEqual([0, 1]);
  expect(await hashesOf(() => tryToLogIn(graphward, { ...alice, password: 'wrong' }))).toEqual([0, 1]);
  expect(await hashesOf(() => tryToLogIn(graphward, { ...alice, email: 'nobody@example.com' }))).toEqual([
    0, 1,
  ]);
  expect(await hashesOf(() => register('carol@example.com'))).toEqual([1, 0]);
  expect(await hashesOf(() => register('carol@example.com'))).toEqual([1, 0]);
  expect(await hashesOf(() => changePassword(alice))).toEqual([1, 1]);

  await fillQueue();
  expect(await hashesOf(() => tryToLogIn(graphward, alice))).toEqual([0, 0]);
});
