/** Attacks on access and refresh tokens: alternative spellings of valid tokens, and repeated logouts. */
import { randomBytes } from 'node:crypto';
import { expectCode, expectData } from '../support/expectations.js';
import { logOut, type Tokens, tryToLogOut, tryToRefresh } from '../support/sessions.js';
import { slowestLiveResponse, useLiveServer } from './live-server.js';

const server = useLiveServer();
const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

async function register(): Promise<Tokens> {
  const input = {
    email: `${randomBytes(6).toString('hex')}@example.com`,
    password: `four words and ${randomBytes(6).toString('hex')}`,
  };
  const query = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }';
  return expectData(await server().ask(query, { input })).register as Tokens;
}

const isAccepted = async (token: string) => {
  const { status, data } = await server().ask('{ me { id } }', {}, { token });
  return status === 200 && data?.me != null;
};

/** Every text that differs only in the last character. */
const otherEndings = (text: string) =>
  alphabet.map((last) => text.slice(0, -1) + last).filter((other) => other !== text);

describe('an ES256 token', () => {
  it('has exactly one accepted spelling of each segment', async () => {
    const { accessToken } = await register();
    const segments = accessToken.split('.');
    expect(await isAccepted(accessToken)).toBe(true);

    for (const [index, segment] of segments.entries()) {
      const spellings = [...otherEndings(segment), `${segment}=`, `${segment}A`, `${segment}==`];
      for (const spelling of spellings)
        expect([spelling, await isAccepted(segments.with(index, spelling).join('.'))]).toEqual([
          spelling,
          false,
        ]);
    }
  });
});

describe('a refresh token', () => {
  it('has exactly one accepted spelling', async () => {
    const { refreshToken } = await register();
    const spellings = [
      ...otherEndings(refreshToken),
      `${refreshToken}=`,
      ` ${refreshToken}`,
      `${refreshToken}\n`,
    ];

    for (const spelling of spellings)
      expectCode(await tryToRefresh(server(), spelling), 'INVALID_REFRESH_TOKEN');
    expectData(await tryToRefresh(server(), refreshToken));
  });

  it('that is revoked can be used for a limited number of logouts', async () => {
    const { refreshToken } = await register();
    expect(await logOut(server(), { refreshToken, scope: 'ALL' })).toBe(1);
    const attempts = 400;
    let limited = 0;

    const slowest = await slowestLiveResponse(server(), async () => {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const result = await tryToLogOut(server(), { refreshToken, scope: 'ALL' });
        if (result.status !== 429) expect(expectData(result).logout).toEqual({ revokedSessions: 0 });
        else limited += 1;
      }
    });

    expect(limited).toBe(attempts - 300);
    expect(slowest).toBeLessThan(1_000);
  });
});
