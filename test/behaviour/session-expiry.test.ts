import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';
import {
  askWhoIAm,
  expectAlive,
  expectRefused,
  refresh,
  type Tokens,
  tryToRefresh,
} from '../support/sessions.js';

const day = 86_400;
const clock = createTestClock();
const graphward = useGraphward({ clock });

it('a session that is not used for a week expires, and one that is used continues', async () => {
  const alice = await graphward.signUp('alice');
  const idle = await graphward.signIn(alice);
  clock.advance(6 * day);
  const used = await refresh(graphward, alice.refreshToken);
  clock.advance(1 * day);

  expectCode(await tryToRefresh(graphward, idle.refreshToken), 'INVALID_REFRESH_TOKEN');
  await expectAlive(graphward, await refresh(graphward, used.refreshToken));
});

it('a session expires after 30 days however much it is used', async () => {
  let tokens: Tokens = await graphward.signUp('alice');
  for (let days = 5; days < 30; days += 5) {
    clock.advance(5 * day);
    tokens = await refresh(graphward, tokens.refreshToken);
  }
  clock.advance(5 * day - 1);
  tokens = await refresh(graphward, tokens.refreshToken);
  clock.advance(1);

  expectCode(await tryToRefresh(graphward, tokens.refreshToken), 'INVALID_REFRESH_TOKEN');
});

it('a token of an expired session is unknown, not reused', async () => {
  const alice = await graphward.signUp('alice');
  await refresh(graphward, alice.refreshToken);
  clock.advance(8 * day);

  expectCode(await tryToRefresh(graphward, alice.refreshToken), 'INVALID_REFRESH_TOKEN');
  expect(
    graphward.logLines.filter(({ event, userId }) => event === 'refresh_reuse' && userId === alice.id),
  ).toEqual([]);
});

it('the access token expires by the clock and a refresh replaces it', async () => {
  const alice = await graphward.signUp('alice');
  clock.advance(600);

  expectRefused(await askWhoIAm(graphward, alice.accessToken), 'TOKEN_EXPIRED');
  const fresh = expectData(await tryToRefresh(graphward, alice.refreshToken, { token: alice.accessToken }));
  expectData(await askWhoIAm(graphward, (fresh.refresh as Tokens).accessToken));
});
