import argon2 from 'argon2';
import type { GraphqlResult } from '../support/client.js';
import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, useGraphward } from '../support/graphward.js';
import {
  askWhoIAm,
  expectAlive,
  expectDead,
  expectRefused,
  logOut,
  refresh,
  type Tokens,
  tryToLogIn,
  tryToRefresh,
} from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';

const clock = createTestClock();
// Two concurrent hashes, even on one core, so that neither of two changes has to wait for the other.
const passwordHashing = { memoryKiB: 64, iterations: 1, concurrency: 2 };
const graphward = useGraphward({ clock, passwordHashing });

afterEach(() => jest.restoreAllMocks());
const newPassword = 'a new one, just as long';

interface Change {
  readonly currentPassword?: unknown;
  readonly newPassword?: string;
  readonly endOtherSessions?: boolean;
}

function tryToChange(person: Person, change: Change = {}): Promise<GraphqlResult> {
  const query = `mutation ($input: ChangePasswordInput!) {
    changePassword(input: $input) { accessToken refreshToken user { id email } }
  }`;
  const input = { currentPassword: person.password, newPassword, ...change };
  return graphward.as(person).ask(query, { input });
}

async function changePassword(person: Person, change?: Change): Promise<Tokens> {
  return expectData(await tryToChange(person, change)).changePassword as Tokens;
}

const sessionIdOf = ({ accessToken }: Tokens) => takeApart(accessToken).claims.sid;

it('only the new password signs in', async () => {
  const alice = await graphward.signUp('alice');

  await changePassword(alice);

  expectCode(await tryToLogIn(graphward, alice), 'INVALID_CREDENTIALS');
  expectData(await tryToLogIn(graphward, { ...alice, password: newPassword }));
});

it('this session continues with new tokens, and its old access token is stale', async () => {
  const alice = await graphward.signUp('alice');

  const fresh = await changePassword(alice);

  expect(sessionIdOf(fresh)).toBe(sessionIdOf(alice));
  expectRefused(await askWhoIAm(graphward, alice.accessToken), 'TOKEN_STALE');
  await expectAlive(graphward, fresh);
});

it('a refresh token from before the change is invalid immediately, and the session continues without it', async () => {
  const alice = await graphward.signUp('alice');
  const older = alice.refreshToken;
  const { refreshToken } = await refresh(graphward, older);
  const fresh = await changePassword({ ...alice, refreshToken });

  for (const stolen of [older, refreshToken]) {
    expectCode(await tryToRefresh(graphward, stolen), 'INVALID_REFRESH_TOKEN');
    expect(await logOut(graphward, { refreshToken: stolen })).toBe(0);
  }

  await expectAlive(graphward, fresh);
});

it('a refresh that races with the change gets no token that is valid after it', async () => {
  const alice = await graphward.signUp('alice');
  const [fresh, ...raced] = await Promise.all([
    changePassword(alice),
    ...Array.from({ length: 10 }, () => tryToRefresh(graphward, alice.refreshToken)),
  ]);

  for (const result of raced) {
    const tokens = result.data?.refresh as Tokens | null | undefined;
    if (tokens) expectCode(await tryToRefresh(graphward, tokens.refreshToken), 'INVALID_REFRESH_TOKEN');
    else expectCode(result, 'INVALID_REFRESH_TOKEN');
  }
  await expectAlive(graphward, fresh);
});

/** Delays password checks, which have already read the hash, until this many are waiting. */
function holdUntilChecking(count: number): void {
  const verify = argon2.verify.bind(argon2);
  let release: () => void = () => undefined;
  const allAreChecking = new Promise<void>((resolve) => (release = resolve));
  let checking = 0;
  jest.spyOn(argon2, 'verify').mockImplementation(async (...args) => {
    checking += 1;
    if (checking === count) release();
    await allAreChecking;
    return verify(...args);
  });
}

it('of two concurrent changes one fails, and its session continues', async () => {
  const alice = await graphward.signUp('alice');
  const elsewhere = await graphward.signIn(alice);
  const change = (person: Person, word: string) =>
    tryToChange(person, { newPassword: `${word} something else altogether`, endOtherSessions: false });

  holdUntilChecking(2);
  const results = await Promise.all([change(alice, 'one'), change(elsewhere, 'two')]);

  const codes = results.map(({ errors }) => errors?.[0]?.extensions.code ?? 'changed');
  expect(codes.sort()).toEqual(['CONFLICT', 'changed']);
  const [loser] = results[0].errors ? [alice] : [elsewhere];
  await refresh(graphward, loser.refreshToken);
});

it('other sessions end by default', async () => {
  const alice = await graphward.signUp('alice');
  const elsewhere = await graphward.signIn(alice);

  await changePassword(alice);

  await expectDead(graphward, elsewhere);
});

it('other sessions can be kept; their access tokens are stale until they refresh', async () => {
  const alice = await graphward.signUp('alice');
  const elsewhere = await graphward.signIn(alice);

  await changePassword(alice, { endOtherSessions: false });

  expectRefused(await askWhoIAm(graphward, elsewhere.accessToken), 'TOKEN_STALE');
  await expectAlive(graphward, await refresh(graphward, elsewhere.refreshToken));
});

it('changing the password counts as presenting credentials', async () => {
  const admin = await graphward.signUp('ada', 'ADMIN');
  const bob = await graphward.signUp('bob');
  clock.advance(901);
  const { accessToken } = await refresh(graphward, admin.refreshToken);
  const fresh = await changePassword({ ...admin, accessToken });

  const query = 'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }';
  const input = { userId: bob.id, roles: ['EDITOR'] };

  expectCode(await graphward.ask(query, { input }, { token: accessToken }), 'UNAUTHENTICATED', 'TOKEN_STALE');
  expectData(await graphward.ask(query, { input }, { token: fresh.accessToken }));
});

it.each<[string, Change, string, string]>([
  [
    'a wrong current password',
    { currentPassword: 'not this one, no' },
    'INVALID_CREDENTIALS',
    'currentPassword',
  ],
  ['an empty current password', { currentPassword: '' }, 'INVALID_CREDENTIALS', 'currentPassword'],
  ['a short new password', { newPassword: 'short' }, 'BAD_USER_INPUT', 'newPassword'],
  ['a common new password', { newPassword: 'passwordpassword' }, 'BAD_USER_INPUT', 'newPassword'],
  ['an endless new password', { newPassword: 'abc '.repeat(300) }, 'BAD_USER_INPUT', 'newPassword'],
])('%s changes nothing', async (_what, change, code, field) => {
  const alice = await graphward.signUp('alice');
  const elsewhere = await graphward.signIn(alice);

  expect(expectCode(await tryToChange(alice, change), code).extensions.field).toBe(field);

  await expectAlive(graphward, alice);
  await expectAlive(graphward, elsewhere);
  expectData(await tryToLogIn(graphward, alice));
});

it('rejects the current password as the new one', async () => {
  const alice = await graphward.signUp('alice');

  const error = expectCode(await tryToChange(alice, { newPassword: alice.password }), 'BAD_USER_INPUT');

  expect(error.extensions.field).toBe('newPassword');
  await expectAlive(graphward, alice);
});

it('rejects the current password in another Unicode form', async () => {
  const alice = await graphward.signUp('alice');
  const changed = await changePassword(alice, { newPassword: 'caf\u00e9 \ufb01ve o clock' });

  const result = await tryToChange(
    { ...alice, ...changed, password: 'caf\u00e9 \ufb01ve o clock' },
    { newPassword: 'cafe\u0301 five o clock' },
  );

  expect(expectCode(result, 'BAD_USER_INPUT').extensions.field).toBe('newPassword');
  expect(result.errors?.[0]?.message).toMatch(/same as the current one/);
});

it("rejects the user's own e-mail address as the new password", async () => {
  const alice = await graphward.signUp('alice');
  const error = expectCode(await tryToChange(alice, { newPassword: `${alice.email}!` }), 'BAD_USER_INPUT');
  expect(error.extensions.field).toBe('newPassword');
});

it('rejects a query operator as a password', async () => {
  const alice = await graphward.signUp('alice');
  const result = await tryToChange(alice, { currentPassword: { $ne: null } });
  expectCode(result, 'BAD_USER_INPUT');
  expect(result.status).toBe(400);
});

it('requires a session', async () => {
  const alice = await graphward.signUp('alice');
  const nobody = { ...alice, accessToken: '' };
  expectRefused(await tryToChange(nobody), 'TOKEN_INVALID');
});

it('one of several concurrent changes from several devices wins, and the other sessions end', async () => {
  const alice = await graphward.signUp('alice');
  const devices = [alice, await graphward.signIn(alice), await graphward.signIn(alice)];

  const results = await Promise.all(
    devices.map((device, index) => tryToChange(device, { newPassword: `${newPassword} ${index}` })),
  );

  const winners = results.flatMap(({ data }) =>
    data?.changePassword ? [data.changePassword as Tokens] : [],
  );
  expect(winners.length).toBe(1);
  for (const winner of winners) await expectAlive(graphward, winner);
  for (const device of devices.filter((one) => sessionIdOf(one) !== sessionIdOf(winners[0] ?? one)))
    expectCode(await tryToRefresh(graphward, device.refreshToken), 'INVALID_REFRESH_TOKEN');
});
