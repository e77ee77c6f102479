import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import {
  askWhoIAm,
  expectDead,
  expectRefused,
  logOut,
  type LogoutInput,
  refresh,
  type Tokens,
  tryToLogIn,
  tryToLogOut,
  tryToRefresh,
} from '../support/sessions.js';
import { createKeysFolder, ecKey, takeApart } from '../support/tokens.js';

const folder = createKeysFolder();
const database = freshDatabaseUri();
const mongo = new MongoClient(database);

let graphward: TestServer;
let elsewhere: TestServer;
/** The users that were looked up on the other instance. */
const lookUps: string[] = [];
/** How many sessions the other instance has created. */
let createdSessions = 0;

beforeAll(async () => {
  folder.add('key', ecKey());
  const options = { database, env: { JWT_KEYS_DIR: folder.path, JWT_SECRET: undefined } };
  graphward = await startGraphward(options);
  elsewhere = await startGraphward({
    ...options,
    // Slow enough for another change to happen during a sign-in.
    passwordHashing: { memoryKiB: 32_768, iterations: 8 },
    onCommand: ({ command }) => {
      if (command.find === 'users') lookUps.push(JSON.stringify(command.filter));
      if (command.insert === 'sessions') createdSessions += 1;
    },
  });
});

afterAll(async () => {
  await Promise.all([graphward.stop(), elsewhere.stop(), mongo.close()]);
  folder.remove();
});

it('accepts a signature in its canonical spelling only', async () => {
  const alice = await graphward.signUp('alice');
  const others = spellingsOf(alice.accessToken).filter((token) => token !== alice.accessToken);

  expectData(await askWhoIAm(graphward, alice.accessToken));
  expect(others).toHaveLength(15);
  for (const token of others) expectRefused(await askWhoIAm(graphward, token), 'TOKEN_INVALID');
});

describe('revoking one access token', () => {
  const origin = { requestId: 'gateway', ipAddress: null, userAgent: null };
  const revokeToken = (tokenId: string) => graphward.app.services.sessions.revokeToken(tokenId, origin);
  const idOf = (token: string) => takeApart(token).claims.jti as string;

  it('rejects it on every instance, while its session continues', async () => {
    const alice = await graphward.signUp('alice');
    await revokeToken(idOf(alice.accessToken));

    expectRefused(await askWhoIAm(graphward, alice.accessToken), 'TOKEN_REVOKED');
    await eventually(async () =>
      expectRefused(await askWhoIAm(elsewhere, alice.accessToken), 'TOKEN_REVOKED'),
    );
    const { accessToken } = await refresh(graphward, alice.refreshToken);
    expectData(await askWhoIAm(graphward, accessToken));
    expect(graphward.logLines).toContainEqual(
      expect.objectContaining({ event: 'token_revoked', tokenId: idOf(alice.accessToken) }),
    );
  });

  it.each(['', 'x', 'a'.repeat(22), randomUUID()])(
    'rejects "%s" because it is not a token ID',
    async (tokenId) => {
      await expect(revokeToken(tokenId)).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        message: 'tokenId must be the jti of an access token.',
      });
    },
  );

  it('rejects an ID in another spelling, which would revoke nothing', async () => {
    const alice = await graphward.signUp('alice');
    await expect(revokeToken(`${idOf(alice.accessToken)}==`)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expectData(await askWhoIAm(graphward, alice.accessToken));
  });
});

it('rejects a revoked token also with the other signature that ECDSA allows', async () => {
  const alice = await graphward.signUp('alice');
  const other = withOtherSignature(alice.accessToken);
  expectData(await askWhoIAm(graphward, other));

  await logOut(graphward, undefined, { token: alice.accessToken });

  for (const token of [alice.accessToken, other])
    expectRefused(await askWhoIAm(graphward, token), 'TOKEN_REVOKED');
});

it('ending a session here ends it on the other instance: its refresh token immediately, its access token soon', async () => {
  const alice = await graphward.signUp('alice');
  expectData(await askWhoIAm(elsewhere, alice.accessToken));

  await logOut(graphward, { refreshToken: alice.refreshToken });

  expectCode(await tryToRefresh(elsewhere, alice.refreshToken), 'INVALID_REFRESH_TOKEN');
  await eventually(async () => expectRefused(await askWhoIAm(elsewhere, alice.accessToken), 'TOKEN_REVOKED'));
});

describe('a concurrent sign-in', () => {
  /** Starts a sign-in, and runs something else before the session exists. */
  async function overtake(person: Person, meanwhile: () => Promise<unknown>): Promise<Tokens> {
    const before = createdSessions;
    const signingIn = tryToLogIn(elsewhere, person);
    await eventually(() => expect(lookUps.join()).toContain(person.email));
    await meanwhile();
    expect(createdSessions).toBe(before);
    return expectData(await signingIn).login as Tokens;
  }

  async function expectNoActiveSession(late: Tokens): Promise<void> {
    expectRefused(await askWhoIAm(graphward, late.accessToken), 'TOKEN_STALE');
    expectCode(await tryToRefresh(elsewhere, late.refreshToken), 'INVALID_REFRESH_TOKEN');
  }

  it('leaves no active session if the account is disabled, even after it is enabled again', async () => {
    const alice = await graphward.signUp('alice');
    const setDisabled = (disabled: boolean) => {
      const origin = { requestId: 'test', ipAddress: null, userAgent: null };
      return graphward.app.services.users.setDisabled(null, alice.id, disabled, origin);
    };

    const late = await overtake(alice, () => setDisabled(true));

    await expectNoActiveSession(late);
    await setDisabled(false);
    await expectNoActiveSession(late);
  });

  it('leaves no active session and lists none if the password changes', async () => {
    const alice = await graphward.signUp('alice');

    const late = await overtake(alice, async () => {
      alice.accessToken = (await changePassword(alice)).accessToken;
    });

    await expectNoActiveSession(late);
    const { sessions } = expectData(await graphward.as(alice).ask('{ sessions { current } }'));
    expect(sessions).toEqual([{ current: true }]);
  });
});

describe('a logout whose revocations cannot be written', () => {
  const index = 'refuses all';

  it.each<[string, (alice: Person) => LogoutInput & { token?: string }]>([
    ['with a refresh token', ({ refreshToken }) => ({ refreshToken })],
    ['with an access token', ({ accessToken: token }) => ({ token })],
    ['of all sessions, with a refresh token', ({ refreshToken }) => ({ refreshToken, scope: 'ALL' })],
    ['of all sessions, with an access token', ({ accessToken: token }) => ({ token, scope: 'ALL' })],
  ])('%s fails, and succeeds when repeated', async (_what, how) => {
    const alice = await graphward.signUp('alice');
    const { token, ...input } = how(alice);
    const laptop = input.scope === 'ALL' ? await graphward.signIn(alice) : alice;
    const more = token === undefined ? {} : { token };

    await acceptWrites(false);
    const attempt = await tryToLogOut(graphward, input, more).finally(() => acceptWrites(true));
    expectCode(attempt, 'INTERNAL_SERVER_ERROR');
    await logOut(graphward, input, more);

    await expectDead(graphward, alice);
    await expectDead(graphward, laptop);
  });

  /** A unique index of which every new revocation would be a duplicate. */
  async function acceptWrites(accept: boolean): Promise<void> {
    const revocations = mongo.db().collection<{ _id: string; expiresAt: Date }>('revocations');
    await revocations.deleteMany({});
    if (accept) {
      await revocations.dropIndex(index);
      return;
    }
    await revocations.insertOne({ _id: 'in the way', expiresAt: new Date(Date.now() + 60_000) });
    await revocations.createIndex({ neverThere: 1 }, { unique: true, name: index }, {});
  }
});

it('the database contains nothing that can be used as a token or a password', async () => {
  const alice = await graphward.signUp('alice');
  const fresh = await refresh(graphward, alice.refreshToken);
  await logOut(graphward, undefined, { token: fresh.accessToken });

  const collections = await mongo.db().collections();
  const documents = await Promise.all(collections.map((collection) => collection.find().toArray()));

  const text = JSON.stringify(documents);
  expect(text).toContain(alice.id);
  for (const secret of [alice, fresh].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]))
    expect(text).not.toContain(secret.slice(-40));
  expect(text).not.toContain(alice.password);
});

async function changePassword(person: Person): Promise<Tokens> {
  const query = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }';
  const input = { currentPassword: person.password, newPassword: 'a new one, just as long' };
  return expectData(await graphward.as(person).ask(query, { input })).changePassword as Tokens;
}

/** The last character of an ES256 signature has four unused bits. */
function spellingsOf(token: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const first = alphabet.indexOf(token.at(-1) ?? '') & 0b110000;
  return Array.from({ length: 16 }, (_, bits) => `${token.slice(0, -1)}${alphabet[first + bits] ?? ''}`);
}

/** For an ECDSA signature (r, s), (r, n - s) is valid, too. */
function withOtherSignature(token: string): string {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const cut = token.lastIndexOf('.') + 1;
  const signature = Buffer.from(token.slice(cut), 'base64url').toString('hex');
  const other = (order - BigInt(`0x${signature.slice(64)}`)).toString(16).padStart(64, '0');
  return token.slice(0, cut) + Buffer.from(signature.slice(0, 64) + other, 'hex').toString('base64url');
}
