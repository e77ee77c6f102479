/** Access tokens with a changing `ACCESS_TOKEN_TTL`, and near the end of their session. */
import { MongoClient } from 'mongodb';
import { createTestClock } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { askWhoIAm, expectRefused, logOut, refresh, tryToRefresh } from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';

const running: TestServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function start(options: Parameters<typeof startGraphward>[0]): Promise<TestServer> {
  const server = await startGraphward(options);
  running.push(server);
  return server;
}

const lifetime = (seconds: number) => ({ ACCESS_TOKEN_TTL: String(seconds) });
const claimsOf = ({ accessToken }: Pick<Person, 'accessToken'>) =>
  takeApart(accessToken).claims as { iat: number; exp: number };

it('rejects a token that is older than the current lifetime', async () => {
  const database = freshDatabaseUri();
  const clock = createTestClock();
  const before = await start({ database, clock, env: lifetime(3600) });
  const alice = await before.signUp('alice');
  await before.stop();
  const after = await start({ database, clock, env: lifetime(5) });

  clock.advance(4);
  expectData(await askWhoIAm(after, alice.accessToken));
  clock.advance(1);
  expectRefused(await askWhoIAm(after, alice.accessToken), 'TOKEN_EXPIRED');
});

it('rejects a revoked token on an instance with a longer lifetime', async () => {
  const database = freshDatabaseUri();
  const clock = createTestClock();
  const long = await start({ database, clock, env: lifetime(3600) });
  const short = await start({ database, clock, env: lifetime(5) });
  const alice = await long.signUp('alice');

  await logOut(short, { refreshToken: alice.refreshToken });
  await eventually(async () => expectRefused(await askWhoIAm(long, alice.accessToken), 'TOKEN_REVOKED'));

  clock.advance(180);
  expectRefused(await askWhoIAm(long, alice.accessToken), 'TOKEN_REVOKED');
  expectRefused(await askWhoIAm(short, alice.accessToken), 'TOKEN_EXPIRED');
  const restarted = await start({ database, clock, env: lifetime(3600) });
  expectRefused(await askWhoIAm(restarted, alice.accessToken), 'TOKEN_REVOKED');
});

it('keeps a revocation for the maximum lifetime', async () => {
  const database = freshDatabaseUri();
  const short = await start({ database, env: lifetime(5) });
  await logOut(short, { refreshToken: (await short.signUp('alice')).refreshToken });

  const mongo = new MongoClient(database);
  const stored = await mongo.db().collection('revocations').findOne();
  await mongo.close();
  expect(Number(stored?.expiresAt) - Date.now()).toBeGreaterThan(86_400_000);
});

describe('a session that ends before its access token would expire', () => {
  const payload = 'accessToken expiresIn refreshToken user { id }';

  it('limits `exp` and `expiresIn` to its idle expiry', async () => {
    const clock = createTestClock();
    const server = await start({ clock, env: { REFRESH_IDLE_TTL: '300' } });
    const { email, password } = await server.signUp('alice');
    const { login } = expectData(
      await server.ask(`mutation ($input: LoginInput!) { login(input: $input) { ${payload} } }`, {
        input: { email, password },
      }),
    );

    expect(login.expiresIn).toBe(300);
    expect(claimsOf(login as Person).exp - claimsOf(login as Person).iat).toBe(300);
    clock.advance(10);
    const { refresh: first } = expectData(await refreshWith(server, login.refreshToken as string));
    expect(first.expiresIn).toBe(300);
    clock.advance(10);
    const { refresh: repeated } = expectData(await refreshWith(server, login.refreshToken as string));
    expect(repeated.expiresIn).toBe(290);
    clock.advance(289);
    expectData(await askWhoIAm(server, repeated.accessToken as string));
    clock.advance(1);
    expectRefused(await askWhoIAm(server, repeated.accessToken as string), 'TOKEN_EXPIRED');
  });

  it('limits them to its absolute expiry', async () => {
    const clock = createTestClock();
    const server = await start({ clock, env: { REFRESH_IDLE_TTL: '1000', REFRESH_ABSOLUTE_TTL: '1000' } });
    const alice = await server.signUp('alice');
    expect(claimsOf(alice).exp - claimsOf(alice).iat).toBe(600);
    clock.advance(900);

    const fresh = await refresh(server, alice.refreshToken);

    expect(claimsOf(fresh).exp).toBe(claimsOf(alice).iat + 1000);
  });

  const refreshWith = (server: TestServer, refreshToken: string) =>
    server.ask(`mutation ($input: RefreshInput) { refresh(input: $input) { ${payload} } }`, {
      input: { refreshToken },
    });
});

describe('a session that has just expired', () => {
  /** By a clock an hour ahead of the one by which its access token is issued and verified. */
  async function expireEarly() {
    const database = freshDatabaseUri();
    const env = { REFRESH_IDLE_TTL: '1800' };
    const server = await start({ database, env });
    const ahead = await start({ database, env, clock: () => new Date(Date.now() + 3600_000) });
    const phone = await server.signUp('alice');
    return { server, ahead, phone, tablet: await server.signIn(phone), laptop: await ahead.signIn(phone) };
  }

  it.each(['ALL', 'OTHERS'] as const)('is ended by logging out of all (scope %s)', async (scope) => {
    const { server, ahead, phone, tablet, laptop } = await expireEarly();

    const ended = await logOut(ahead, { refreshToken: laptop.refreshToken, scope });

    expect(ended).toBe(scope === 'ALL' ? 1 : 0);
    for (const { accessToken, refreshToken } of [phone, tablet]) {
      await eventually(async () => expectRefused(await askWhoIAm(server, accessToken), 'TOKEN_REVOKED'));
      expectCode(await tryToRefresh(server, refreshToken), 'INVALID_REFRESH_TOKEN');
    }
  });
});

it('keeps expired sessions for a day, also in a database of an earlier version', async () => {
  const database = freshDatabaseUri();
  const mongo = new MongoClient(database);
  const sessions = mongo.db().collection('sessions');
  await sessions.createIndex({ idleExpiresAt: 1 }, { expireAfterSeconds: 0 }, {});
  try {
    const [one] = await Promise.all([start({ database }), start({ database })]);

    const indexes = await sessions.indexes();
    expect(indexes.find(({ name }) => name === 'idleExpiresAt_1')).toMatchObject({
      expireAfterSeconds: 86_400,
    });
    const alice = await one.signUp('alice');
    await refresh(one, alice.refreshToken);
  } finally {
    await mongo.close();
  }
});
