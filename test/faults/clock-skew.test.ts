/** Instances on one database whose clocks differ. */
import { MongoClient } from 'mongodb';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, startGraphward, type TestServer } from '../support/graphward.js';
import { askWhoIAm, expectAlive, expectRefused, logOut, tryToRefresh } from '../support/sessions.js';

const database = freshDatabaseUri();
const mongo = new MongoClient(database);
const minute = 60;
/** Shorter than the largest skew, so that sessions appear expired to an instance that is ahead. */
const env = { REFRESH_IDLE_TTL: '3600' };

let healthy: TestServer;
beforeAll(async () => {
  healthy = await startGraphward({ database, env });
});
afterAll(() => Promise.all([healthy.stop(), mongo.close()]));

const offBy = (seconds: number) => () => new Date(Date.now() + seconds * 1000);
const readinessOf = async ({ url }: TestServer) => {
  const response = await fetch(`${url}/ready`);
  return { status: response.status, text: await response.text() };
};

describe.each([-90 * minute, -12 * minute, -30, 30, 12 * minute, 90 * minute])(
  'an instance whose clock is %i s off',
  (seconds) => {
    let skewed: TestServer;
    beforeAll(async () => {
      skewed = await startGraphward({ database, env, clock: offBy(seconds) });
    });
    afterAll(() => skewed.stop());

    it.each(['THIS', 'ALL'] as const)('ends sessions everywhere (scope %s)', async (scope) => {
      const alice = await healthy.signUp('alice');
      const laptop = await healthy.signIn(alice);

      await logOut(skewed, { refreshToken: alice.refreshToken, scope });

      for (const { accessToken, refreshToken } of scope === 'ALL' ? [alice, laptop] : [alice]) {
        await eventually(async () => expectRefused(await askWhoIAm(healthy, accessToken), 'TOKEN_REVOKED'));
        expectCode(await tryToRefresh(healthy, refreshToken), 'INVALID_REFRESH_TOKEN');
      }
      if (scope === 'THIS') await expectAlive(healthy, laptop);
    });

    it('keeps a revocation for a day by the database’s clock', async () => {
      const alice = await healthy.signUp('alice');
      await logOut(skewed, { refreshToken: alice.refreshToken });

      const { sid } = JSON.parse(
        Buffer.from(alice.accessToken.split('.')[1] ?? '', 'base64url').toString(),
      ) as { sid: string };
      const stored = await mongo
        .db()
        .collection<{ _id: string; revokedAt: Date; expiresAt: Date }>('revocations')
        .findOne({ _id: `sid:${sid}` });
      expect(Math.abs(Number(stored?.revokedAt) - Date.now())).toBeLessThan(30_000);
      expect(Number(stored?.expiresAt) - Number(stored?.revokedAt)).toBeGreaterThan(86_400_000);
    });

    it('learns of logouts on the other instance', async () => {
      const alice = await skewed.signUp('alice');
      expectData(await askWhoIAm(skewed, alice.accessToken));

      await logOut(healthy, { refreshToken: alice.refreshToken });

      await eventually(async () =>
        expectRefused(await askWhoIAm(skewed, alice.accessToken), 'TOKEN_REVOKED'),
      );
    });

    it('makes tokens stale everywhere when roles change', async () => {
      const alice = await healthy.signUp('alice');
      const origin = { requestId: 'test', ipAddress: null, userAgent: null };
      await skewed.app.services.users.setRoles(null, alice.id, ['EDITOR'], origin);

      await eventually(async () => expectRefused(await askWhoIAm(healthy, alice.accessToken), 'TOKEN_STALE'));
    });

    it('is ready only if the skew is at most 30 s', async () => {
      const { status, text } = await readinessOf(skewed);

      expect(status).toBe(Math.abs(seconds) <= 30 ? 200 : 503);
      if (status === 503)
        expect(text).toContain(seconds < 0 ? 's behind the database' : 's ahead of the database');
    });
  },
);
