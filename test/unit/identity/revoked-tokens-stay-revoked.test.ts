import { randomBytes } from 'node:crypto';
import { createAccessTokens } from '../../../src/identity/access-token.js';
import { createKeyring, createSharedKey } from '../../../src/identity/keyring.js';
import { createRevocationIndex } from '../../../src/services/revocation-index.js';

const keyring = createKeyring([createSharedKey(randomBytes(32))]);
const start = new Date('2026-01-01T00:00:00Z').getTime();
const marginSeconds = 60;
const minute = 60;
const skews = [0, -30, 30, -12 * minute, 12 * minute, -90 * minute, 90 * minute];
const lifetimes = [5, 600, 3600];

/** The database's clock, in seconds since the start; every instance's clock deviates from it by a constant. */
let now = 0;
const databaseClock = () => new Date(start + now * 1000);

function createInstance(skewSeconds: number, ttlSeconds: number) {
  const clock = () => new Date(databaseClock().getTime() + skewSeconds * 1000);
  const tokens = createAccessTokens({
    keyring,
    issuer: 'http://localhost',
    audience: 'graphward',
    ttlSeconds,
    clock,
    databaseClock,
  });
  const index = createRevocationIndex(databaseClock, ttlSeconds + marginSeconds);
  return { clock, tokens, index };
}

/** The seconds around every moment at which a token or a revocation can expire or become acceptable. */
function momentsFor(signerSkew: number, verifierSkew: number): number[] {
  const ends = [0, ...lifetimes, ...lifetimes.map((ttl) => ttl + 1.2 * marginSeconds)];
  const moments = ends
    .flatMap((at) => [at, at + signerSkew - verifierSkew])
    .flatMap((at) => [at - 31, at - 1, at + 1])
    .filter((at) => at > 1);
  return [...new Set(moments)].sort((one, other) => one - other);
}

type Instance = ReturnType<typeof createInstance>;

function issueToken({ tokens, clock }: Instance) {
  const sessionEndsAt = new Date(clock().getTime() + 86_400_000);
  const subject = { userId: 'user', sessionId: 'session', roles: [], amr: ['pwd'], granted: {}, version: 0 };
  return tokens.sign({ ...subject, authTime: clock(), sessionEndsAt });
}

/** Whether the instance accepts the token, after another revocation has made it drop expired ones. */
function accepts({ tokens, index }: Instance, token: string): boolean {
  index.add({ key: `sid:${now}`, minVersion: null, revokedAt: databaseClock() });
  const identity = { tokenId: 'token', sessionId: 'session', userId: 'user', version: 0 };
  return index.status(identity) === null && tokens.verify(token).valid;
}

const lifetimePairs = lifetimes.flatMap((signer) => lifetimes.map((verifier) => ({ signer, verifier })));

describe.each(skews)('a token issued by an instance whose clock is %i s off', (signerSkew) => {
  it.each(skews)('stays revoked on one whose clock is %i s off, whatever their lifetimes', (verifierSkew) => {
    for (const ttl of lifetimePairs) {
      now = 0;
      const verifier = createInstance(verifierSkew, ttl.verifier);
      const { token } = issueToken(createInstance(signerSkew, ttl.signer));
      now = 1;
      verifier.index.add({ key: 'sid:session', minVersion: null, revokedAt: databaseClock() });
      const acceptedAt: number[] = [];
      for (now of momentsFor(signerSkew, verifierSkew)) if (accepts(verifier, token)) acceptedAt.push(now);
      expect(acceptedAt).toEqual([]);
      now = 2 * 86_400;
      accepts(verifier, token);
      expect(verifier.index.size).toBe(1);
    }
  });
});

it.each([
  [30, 0],
  [0, 30],
  [-30, 0],
  [0, -30],
])('accepts a token that is not revoked although the clocks are %i s and %i s off', (signer, verifier) => {
  now = 0;
  const { token, lifetimeSeconds } = issueToken(createInstance(signer, 600));

  expect(lifetimeSeconds).toBe(600);
  expect(accepts(createInstance(verifier, 600), token)).toBe(true);
});
