import argon2 from 'argon2';
import type { GraphqlResult } from '../support/client.js';
import { expectCode, expectData } from '../support/expectations.js';
import { operator, useGraphward } from '../support/graphward.js';
import { tryToLogIn } from '../support/sessions.js';

const graphward = useGraphward();
const password = 'four words make one';

/** How many hashes the server computes while `work` runs. */
async function hashesDuring(work: () => Promise<unknown>): Promise<number> {
  const spies = [jest.spyOn(argon2, 'hash'), jest.spyOn(argon2, 'verify')];
  await work();
  const count = spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  for (const spy of spies) spy.mockRestore();
  return count;
}

it('the first sign-in with an unknown address computes one hash', async () => {
  const nobody = { email: 'nobody@example.com', password };
  const count = await hashesDuring(async () =>
    expectCode(await tryToLogIn(graphward, nobody), 'INVALID_CREDENTIALS'),
  );
  expect(count).toBe(1);
});

it.each([
  ['the right password', 'alice@example.com', password, expectData],
  [
    'a wrong password',
    'bob@example.com',
    `${password} more`,
    (result: GraphqlResult) => expectCode(result, 'INVALID_CREDENTIALS'),
  ],
])('a sign-in with %s computes one hash', async (_what, email, attempted, expectOutcome) => {
  await graphward.app.services.accounts.create(null, { email, password, name: null }, ['USER'], operator);
  const count = await hashesDuring(async () =>
    expectOutcome(await tryToLogIn(graphward, { email, password: attempted })),
  );
  expect(count).toBe(1);
});
