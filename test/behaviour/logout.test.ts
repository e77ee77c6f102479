import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, useGraphward } from '../support/graphward.js';
import {
  askWhoIAm,
  expectAlive,
  expectDead,
  expectRefused,
  logOut,
  type LogoutInput,
  refresh,
  tryToLogOut,
  tryToRefresh,
} from '../support/sessions.js';

const clock = createTestClock();
const graphward = useGraphward({ clock });

/** Alice, signed in on three devices, and Bob. */
async function signedInOnThreeDevices() {
  const phone = await graphward.signUp('alice');
  const laptop = await graphward.signIn(phone);
  const tablet = await graphward.signIn(phone);
  return { phone, laptop, tablet, bob: await graphward.signUp('bob') };
}

type LogoutMethod = (person: Person, scope?: LogoutInput['scope']) => Promise<number>;

const logoutMethods: [string, LogoutMethod][] = [
  [
    'its refresh token',
    ({ refreshToken }, scope) => logOut(graphward, { refreshToken, ...(scope && { scope }) }),
  ],
  ['its access token', ({ accessToken: token }, scope) => logOut(graphward, scope && { scope }, { token })],
];

describe.each(logoutMethods)('logging out with %s', (_what, logOutBy) => {
  it('ends only that session, immediately', async () => {
    const { phone, laptop, bob } = await signedInOnThreeDevices();

    expect(await logOutBy(phone)).toBe(1);

    await expectDead(graphward, phone);
    await expectAlive(graphward, laptop);
    await expectAlive(graphward, bob);
  });

  it('can end the other sessions', async () => {
    const { phone, laptop, tablet, bob } = await signedInOnThreeDevices();

    expect(await logOutBy(phone, 'OTHERS')).toBe(2);

    await expectDead(graphward, laptop);
    await expectDead(graphward, tablet);
    await expectAlive(graphward, phone);
    await expectAlive(graphward, bob);
  });

  it('can end all sessions', async () => {
    const { phone, laptop, tablet, bob } = await signedInOnThreeDevices();

    expect(await logOutBy(phone, 'ALL')).toBe(3);

    for (const device of [phone, laptop, tablet]) await expectDead(graphward, device);
    await expectAlive(graphward, bob);
  });

  it('succeeds again and ends nothing', async () => {
    const { phone, laptop } = await signedInOnThreeDevices();
    await logOutBy(phone);

    expect(await logOutBy(phone)).toBe(0);
    expect(await logOutBy(phone, 'ALL')).toBe(0);

    await expectAlive(graphward, laptop);
  });
});

it('revokes all access tokens of the session, including those from before a refresh', async () => {
  const alice = await graphward.signUp('alice');
  const fresh = await refresh(graphward, alice.refreshToken);

  await logOut(graphward, { refreshToken: fresh.refreshToken });

  for (const { accessToken } of [alice, fresh])
    expectRefused(await askWhoIAm(graphward, accessToken), 'TOKEN_REVOKED');
});

it('ends the session of the refresh token, whatever access token is sent with it', async () => {
  const { phone, laptop, bob } = await signedInOnThreeDevices();

  for (const token of [laptop.accessToken, bob.accessToken, 'garbage']) {
    const { refreshToken, accessToken } = await graphward.signIn(phone);
    expect(await logOut(graphward, { refreshToken }, { token })).toBe(1);
    expectRefused(await askWhoIAm(graphward, accessToken), 'TOKEN_REVOKED');
  }
  for (const person of [phone, laptop, bob]) await expectAlive(graphward, person);
});

it.each(['', 'unknown', 'A'.repeat(64), '{"$ne":null}'])(
  'logging out with the unknown refresh token "%s" succeeds and does nothing',
  async (refreshToken) => {
    const alice = await graphward.signUp('alice');
    const token = alice.accessToken;

    expect(await logOut(graphward, { refreshToken }, { token })).toBe(0);
    expect(await logOut(graphward, { refreshToken, scope: 'ALL' }, { token })).toBe(0);

    await expectAlive(graphward, alice);
  },
);

it('ends a session only with a refresh token that was issued, not with its ID', async () => {
  const alice = await graphward.signUp('alice');
  const genuine = Buffer.from(alice.refreshToken, 'base64url');
  const forgeries = [0, 8, 31].map((place) => {
    const forgery = Buffer.from(genuine);
    forgery.writeUInt8(forgery.readUInt8(16 + place) ^ 1, 16 + place);
    return forgery.toString('base64url');
  });
  for (const refreshToken of forgeries) {
    expect(await logOut(graphward, { refreshToken })).toBe(0);
    expect(await logOut(graphward, { refreshToken, scope: 'ALL' })).toBe(0);
  }
  await expectAlive(graphward, alice);
});

it('a refresh token issued by a password change ends its session like any other', async () => {
  const alice = await graphward.signUp('alice');
  const result = await graphward
    .as(alice)
    .ask(
      'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken refreshToken } }',
      { input: { currentPassword: alice.password, newPassword: 'something else altogether' } },
    );
  const fresh = expectData(result).changePassword as Person;

  expect(await logOut(graphward, { refreshToken: fresh.refreshToken })).toBe(1);

  await expectDead(graphward, fresh);
});

it('a superseded refresh token ends its session', async () => {
  const alice = await graphward.signUp('alice');
  const fresh = await refresh(graphward, alice.refreshToken);
  clock.advance(31);

  await logOut(graphward, { refreshToken: alice.refreshToken });

  await expectDead(graphward, fresh);
});

it.each<[string, string | undefined, string]>([
  ['nothing', undefined, 'TOKEN_MISSING'],
  ['an invalid access token', 'garbage', 'TOKEN_INVALID'],
])('logging out with %s is an error, not a success', async (_what, token, reason) => {
  const result = await tryToLogOut(graphward, undefined, token === undefined ? {} : { token });
  expectCode(result, 'UNAUTHENTICATED', reason);
});

it('an expired access token is rejected and ends nothing', async () => {
  const alice = await graphward.signUp('alice');
  clock.advance(600);

  const result = await tryToLogOut(graphward, undefined, { token: alice.accessToken });

  expectCode(result, 'UNAUTHENTICATED', 'TOKEN_EXPIRED');
  await refresh(graphward, alice.refreshToken);
});

it('logs a logout with the user and the origin, without a credential', async () => {
  const alice = await graphward.signUp('alice');

  await logOut(graphward, { refreshToken: alice.refreshToken });

  expect(graphward.logLines).toContainEqual(
    expect.objectContaining({
      event: 'logout',
      outcome: 'success',
      userId: alice.id,
      ipAddress: '127.0.0.1',
      requestId: expect.any(String) as string,
    }),
  );
  const log = JSON.stringify(graphward.logLines);
  for (const secret of [alice.refreshToken, alice.accessToken, alice.password])
    expect(log).not.toContain(secret);
});

it('concurrent logouts end the session once', async () => {
  const alice = await graphward.signUp('alice');

  const ended = await Promise.all(
    [1, 2, 3].map(() => logOut(graphward, { refreshToken: alice.refreshToken })),
  );

  expect(ended.reduce((sum, one) => sum + one)).toBe(1);
  await expectDead(graphward, alice);
});

it('a refresh that races with the logout leaves no active session', async () => {
  for (let round = 0; round < 10; round += 1) {
    const alice = await graphward.signUp('alice');

    const [result] = await Promise.all([
      tryToRefresh(graphward, alice.refreshToken),
      logOut(graphward, undefined, { token: alice.accessToken }),
    ]);

    await expectDead(graphward, alice);
    if (result.errors) expectCode(result, 'INVALID_REFRESH_TOKEN');
    else await expectDead(graphward, expectData(result).refresh as Person);
  }
});
