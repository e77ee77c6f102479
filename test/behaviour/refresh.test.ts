import { randomBytes } from 'node:crypto';
import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, startGraphward, type TestServer } from '../support/graphward.js';
import {
  askWhoIAm,
  expectAlive,
  expectDead,
  refresh,
  type Tokens,
  tryToRefresh,
} from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';

const clock = createTestClock();
const database = freshDatabaseUri();

let here: TestServer;
/** A second server on the same database. */
let there: TestServer;

beforeAll(async () => {
  here = await startGraphward({ clock, database });
  there = await startGraphward({ clock, database });
});
afterAll(() => Promise.all([here.stop(), there.stop()]));

const sessionOf = (tokens: Tokens) => takeApart(tokens.accessToken).claims.sid;

it('exchanges a refresh token for new tokens of the same session', async () => {
  const alice = await here.signUp('alice');

  const fresh = await refresh(here, alice.refreshToken);

  expect(sessionOf(fresh)).toBe(sessionOf(alice));
  expect(fresh.refreshToken).not.toBe(alice.refreshToken);
  expect(takeApart(fresh.accessToken).claims.jti).not.toBe(takeApart(alice.accessToken).claims.jti);
  expectData(await askWhoIAm(here, alice.accessToken));
  await expectAlive(there, fresh);
});

it.each<[string, () => TestServer[]]>([
  ['one server', () => [here]],
  ['two servers', () => [here, there]],
])('20 concurrent refreshes on %s rotate once and return the same successor', async (_where, servers) => {
  const alice = await here.signUp('alice');

  const all = await Promise.all(
    Array.from({ length: 20 }, (_, call) => {
      const server = servers()[call % servers().length] ?? here;
      return refresh(server, alice.refreshToken);
    }),
  );

  const successors = new Set(all.map(({ refreshToken }) => refreshToken));
  expect(successors.size).toBe(1);
  const next = await refresh(here, [...successors][0] ?? '');
  expect(generationOf(next)).toBe(generationOf(alice) + 2);
  for (const { accessToken } of all) expectData(await askWhoIAm(there, accessToken));
});

it('a refresh whose response was lost can be repeated within the grace period', async () => {
  const alice = await here.signUp('alice');
  const { refreshToken: lost } = await refresh(here, alice.refreshToken);

  clock.advance(30);
  const repeated = await refresh(there, alice.refreshToken);

  expect(repeated.refreshToken).toBe(lost);
  await expectAlive(here, repeated);
});

it('repeating does not extend the grace period', async () => {
  const alice = await here.signUp('alice');
  await refresh(here, alice.refreshToken);
  clock.advance(20);
  await refresh(here, alice.refreshToken);
  clock.advance(11);

  expectCode(await tryToRefresh(here, alice.refreshToken), 'INVALID_REFRESH_TOKEN');
});

it('the previous token ends only that session after the grace period', async () => {
  const alice = await here.signUp('alice');
  const elsewhere = await here.signIn(alice);
  const fresh = await refresh(here, alice.refreshToken);
  clock.advance(31);

  expectCode(await tryToRefresh(here, alice.refreshToken), 'INVALID_REFRESH_TOKEN');

  await expectDead(here, fresh);
  await expectAlive(here, elsewhere);
  expect(here.logLines).toContainEqual(
    expect.objectContaining({ event: 'refresh_reuse', userId: alice.id, sessionId: sessionOf(alice) }),
  );
});

it('an older token ends the session, within the grace period or not', async () => {
  const alice = await here.signUp('alice');
  const second = await refresh(here, alice.refreshToken);
  const third = await refresh(here, second.refreshToken);

  expectCode(await tryToRefresh(here, alice.refreshToken), 'INVALID_REFRESH_TOKEN');

  await expectDead(here, third);
});

it.each<[string, (token: string) => string]>([
  ['of an unknown session', (token) => rewrite(token, 0, (byte) => byte ^ 1)],
  ['of a future generation', (token) => rewrite(token, 15, (byte) => byte + 1)],
  ['with a wrong MAC', (token) => rewrite(token, 47, (byte) => byte ^ 1)],
  ['that is truncated', (token) => token.slice(0, -1)],
  ['with trailing text', (token) => `${token}A`],
  ['with padding', (token) => `${token}=`],
  ['with a line break', (token) => `${token}\n`],
  ['of zeros', () => 'A'.repeat(64)],
  ['that is empty', () => ''],
  ['of 100,000 characters', () => 'A'.repeat(100_000)],
  ['that is a query operator', () => '{"$ne":null}'],
])('rejects a refresh token %s without harm', async (_what, spoil) => {
  const alice = await here.signUp('alice');

  expectCode(await tryToRefresh(here, spoil(alice.refreshToken)), 'INVALID_REFRESH_TOKEN');

  await expectAlive(here, alice);
});

it('a query operator instead of a refresh token never reaches the database', async () => {
  const query = 'mutation ($input: RefreshInput) { refresh(input: $input) { accessToken } }';
  here.takeCommands();

  const result = await here.ask(query, { input: { refreshToken: { $ne: null } } });

  expectCode(result, 'BAD_USER_INPUT');
  expect(result.status).toBe(400);
  expect(here.takeCommands()).not.toContain('aggregate');
});

it('rejects the refresh tokens of a server with another secret', async () => {
  const alice = await here.signUp('alice');
  const REFRESH_SECRET = randomBytes(32).toString('base64');
  const stranger = await startGraphward({ clock, database, env: { REFRESH_SECRET } });

  const result = await tryToRefresh(stranger, alice.refreshToken).finally(() => stranger.stop());

  expectCode(result, 'INVALID_REFRESH_TOKEN');
  await expectAlive(here, alice);
});

it('requires a token or a cookie', async () => {
  expectCode(await here.ask('mutation { refresh { accessToken } }'), 'INVALID_REFRESH_TOKEN');
});

/** The fourth group of four bytes counts the rotations. */
function generationOf({ refreshToken }: Tokens): number {
  return Buffer.from(refreshToken, 'base64url').readUInt32BE(12);
}

function rewrite(token: string, index: number, change: (byte: number) => number): string {
  const bytes = Buffer.from(token, 'base64url');
  bytes[index] = change(bytes[index] ?? 0);
  return bytes.toString('base64url');
}
