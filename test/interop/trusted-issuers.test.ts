import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, startGraphward, type TestServer, useGraphward } from '../support/graphward.js';
import { send } from '../support/http.js';
import { type OidcProvider, startOidcProvider } from '../support/oidc-provider.js';
import { askWhoIAm, expectRefused } from '../support/sessions.js';
import { assemble, ecKey, takeApart, withKey } from '../support/tokens.js';

const folder = mkdtempSync(join(tmpdir(), 'graphward-issuers-'));
// Keys are fetched again at once, so that no test waits.
const keyTimes = { timeoutMs: 500, cooldownMs: 0, retryMs: 0, refreshMs: 0 };

let provider: OidcProvider;
let admin: Person;
beforeAll(async () => {
  provider = await startOidcProvider();
  await provider.addUser('alice', { realm_access: { roles: ['gw-editor', 'unmapped'] }, org: ['acme'] });
  await provider.addUser('root', { realm_access: { roles: ['gw-admin'] } });
  await provider.addUser('bob', { realm_access: { roles: ['ADMIN', '__proto__'] }, roles: ['gw-admin'] });
});
afterAll(async () => {
  await provider.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The settings of a server that trusts the provider. */
function trusting(change: object = {}) {
  const file = join(folder, `${Object.keys(change).join('-')}issuers.json`);
  const entry = {
    name: 'company',
    issuer: provider.issuer,
    jwksUri: `${provider.issuer}/jwks`,
    audience: provider.audience,
    algorithms: ['ES256'],
    claims: { roles: 'realm_access.roles', scopes: 'scope', groups: 'org' },
    roles: { 'gw-admin': 'ADMIN', 'gw-editor': ['EDITOR'] },
    ...change,
  };
  writeFileSync(file, JSON.stringify([entry]), { mode: 0o600 });
  return { TRUSTED_ISSUERS: file };
}

const graphward = useGraphward(() => ({ env: trusting(), keyTimes }));
beforeAll(async () => {
  admin = await graphward.signUp('admin', 'ADMIN');
});

const tokenOf = async (sub: string) => (await provider.signIn(sub)).accessToken;
const listUsers = (token: string, server: TestServer = graphward) =>
  server.ask('{ users(first: 1) { edges { node { id } } } }', {}, { token });
const verify = (token: string) =>
  send(graphward, { path: '/verify', headers: { authorization: `Bearer ${token}` } });

it('makes the user of a trusted issuer a viewer with the mapped roles, scopes and an ID of its own', async () => {
  const token = await tokenOf('alice');
  const { status, headers } = await verify(token);

  expect(status).toBe(204);
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-graphward-user': 'company|alice',
    'x-graphward-roles': 'USER,EDITOR',
    'x-graphward-scopes': 'api:read api:write',
    'x-graphward-session': `company|${String(takeApart(token).claims.jti)}`,
  });
});

it('lets a mapped role do what it may, and gives unmapped ones nothing', async () => {
  expectData(await listUsers(await tokenOf('root')));
  expectCode(await listUsers(await tokenOf('alice')), 'FORBIDDEN');
  expectCode(await listUsers(await tokenOf('bob')), 'FORBIDDEN');
  expect((await verify(await tokenOf('bob'))).headers.get('x-graphward-roles')).toBe('');
});

it('rejects an ID token, which the provider signs with the same key', async () => {
  const { idToken } = await provider.signIn('root');
  expectRefused(await listUsers(idToken), 'TOKEN_INVALID');
});

it('rejects tokens that name the issuer but have another key or bring one along', async () => {
  const { header, claims } = takeApart(await tokenOf('root'));
  const key = ecKey();
  const before = await provider.fetches();
  const forged = [
    assemble(header, claims, withKey(key)),
    assemble(
      { ...header, jku: `${provider.issuer}/evil`, x5u: `${provider.issuer}/evil` },
      claims,
      withKey(key),
    ),
    assemble({ ...header, kid: 'unknown' }, claims, withKey(key)),
    assemble({ ...header, alg: 'none' }, claims, () => Buffer.alloc(0)),
    assemble({ ...header, kid: ['__proto__'] }, claims, withKey(key)),
  ];
  for (const token of forged) expectRefused(await listUsers(token), 'TOKEN_INVALID');
  // Only from the configured URL, which the provider counts.
  expect(await provider.fetches()).toBeGreaterThan(before);
});

it('requires the maximum age of credentials only if the issuer says when they were presented', async () => {
  const query = 'mutation ($id: ID!) { setUserDisabled(input: { userId: $id, disabled: false }) { id } }';
  const result = await graphward.ask(query, { id: admin.id }, { token: await tokenOf('root') });
  expectCode(result, 'REAUTHENTICATION_REQUIRED');
});

it('gives a clear error where a viewer without an account needs one', async () => {
  const token = await tokenOf('root');
  const operations = [
    '{ me { id } }',
    '{ sessions { id } }',
    'mutation { changePassword(input: { currentPassword: "a", newPassword: "b" }) { expiresIn } }',
    'mutation { updateProfile(input: { name: "Root" }) { id } }',
    'mutation { deleteAccount(input: { currentPassword: "a" }) { deletedUserId } }',
    'mutation { requestEmailVerification { accepted } }',
    'mutation { enrolSecondFactor(input: { currentPassword: "a" }) { secret } }',
    'mutation { logout { revokedSessions } }',
  ];
  for (const operation of operations) {
    const { message } = expectCode(await graphward.ask(operation, {}, { token }), 'FORBIDDEN');
    expect(message).toContain('another issuer');
  }
});

describe('an administrator revokes', () => {
  const revoke = (input: Record<string, unknown>, person = admin) =>
    graphward
      .as(person)
      .ask('mutation ($input: RevokeTokenInput!) { revokeToken(input: $input) { revoked } }', { input });

  it('one token of the issuer, by its jti', async () => {
    const [token, other] = [await tokenOf('alice'), await tokenOf('alice')];
    const tokenId = takeApart(token).claims.jti;
    expect((await verify(token)).status).toBe(204);
    expectData(await revoke({ issuer: 'company', tokenId }));

    expectRefused(await listUsers(token), 'TOKEN_REVOKED');
    expectCode(await listUsers(other), 'FORBIDDEN');
    expect(graphward.logLines).toContainEqual(
      expect.objectContaining({ event: 'token_revoked', userId: admin.id, tokenId, issuer: provider.issuer }),
    );
  });

  it('all tokens of a subject that were issued before now', async () => {
    const [token, root] = [await tokenOf('alice'), await tokenOf('root')];
    expectData(await revoke({ issuer: provider.issuer, subject: 'alice' }));

    expectRefused(await listUsers(token), 'TOKEN_REVOKED');
    expectData(await listUsers(root));
    await eventually(async () => expect((await verify(await tokenOf('alice'))).status).toBe(204));
  });

  it('tokens of this server', async () => {
    const [alice, bob] = [await graphward.signUp('alice'), await graphward.signUp('bob')];
    const tokenId = takeApart(alice.accessToken).claims.jti;
    expectData(await revoke({ tokenId }));
    expectData(await revoke({ subject: bob.id }));

    expectRefused(await askWhoIAm(graphward, alice.accessToken), 'TOKEN_REVOKED');
    expectRefused(await askWhoIAm(graphward, bob.accessToken), 'TOKEN_STALE');
    const events = graphward.logLines.filter(
      ({ event, userId }) => event === 'token_revoked' && userId === admin.id,
    );
    expect(events.slice(-2)).toMatchObject([{ tokenId }, { targetUserId: bob.id }]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['nothing', {}, /either tokenId or subject/],
    ['both', { tokenId: 'a', subject: 'b' }, /either tokenId or subject/],
    ['of an unknown issuer', { issuer: 'other', tokenId: 'a' }, /trusted issuer: .*company/],
    ['an empty subject', { issuer: 'company', subject: '' }, /1 to 256/],
    ['what is no token', { tokenId: 'a' }, /jti/],
  ])('not %s', async (_what, input, message) => {
    expect(expectCode(await revoke(input), 'BAD_USER_INPUT').message).toMatch(message);
  });

  it('and nobody else does', async () => {
    expectCode(
      await revoke({ issuer: 'company', subject: 'root' }, await graphward.signUp('eve')),
      'FORBIDDEN',
    );
  });
});

describe('when the provider', () => {
  it('rotates its key, old and new tokens are accepted; without the old key, only new ones', async () => {
    const before = await tokenOf('root');
    expectData(await listUsers(before));
    await provider.rotate({ keepOld: true });
    const after = await tokenOf('root');
    expect(takeApart(after).header.kid).not.toBe(takeApart(before).header.kid);
    expectData(await listUsers(after));
    expectData(await listUsers(before));

    await provider.rotate({ keepOld: false });
    expectData(await listUsers(await tokenOf('root')));
    await eventually(async () => expectRefused(await listUsers(after), 'TOKEN_INVALID'));
  });

  it.each(['fail', 'hang', 'huge', 'redirect'] as const)(
    'responds to requests for its keys with "%s", only tokens with unknown keys are unavailable',
    async (behaviour) => {
      const known = await tokenOf('root');
      expectData(await listUsers(known));
      await provider.rotate({ keepOld: true });
      const unknown = await tokenOf('root');
      await provider.behave(behaviour);

      const result = await listUsers(unknown);
      expectCode(result, 'SERVICE_UNAVAILABLE');
      expect([result.status, result.headers.get('retry-after')]).toEqual([503, '1']);
      expect((await verify(unknown)).status).toBe(503);
      expectData(await listUsers(known));
      expectData(await askWhoIAm(graphward, admin.accessToken));
      expect((await send(graphward, { path: '/ready' })).status).toBe(200);

      await provider.behave('normal');
      await eventually(async () => void expectData(await listUsers(unknown)));
      expectData(await listUsers(known));
    },
  );

  it('has published no key yet, its tokens are unavailable and others are not', async () => {
    const server = await startGraphward({ env: trusting({ maxAge: 600 }), keyTimes });
    try {
      await provider.behave('fail');
      const token = await tokenOf('root');
      expectCode(await listUsers(token, server), 'SERVICE_UNAVAILABLE');
      const person = await server.signUp('person');
      expectData(await askWhoIAm(server, person.accessToken));
      const failures = server.logLines.filter(({ msg }) => String(msg).includes('cannot be fetched'));
      expectCode(await listUsers(token, server), 'SERVICE_UNAVAILABLE');
      expect(failures).toHaveLength(1);
      expect((await send(server, { path: '/metrics' })).text).toMatch(
        /graphward_issuer_key_fetches_total\{issuer="[^"]+",outcome="failure"\} [1-9]/,
      );
      await provider.behave('normal');
      expectData(await listUsers(token, server));
    } finally {
      await provider.behave('normal');
      await server.stop();
    }
  });

  it('is named by many tokens with unknown keys, its keys are fetched once', async () => {
    const server = await startGraphward({
      env: trusting({ types: ['at+jwt'] }),
      keyTimes: { cooldownMs: 600_000 },
    });
    try {
      const { header, claims } = takeApart(await tokenOf('root'));
      const before = await provider.fetches();
      const tokens = Array.from({ length: 40 }, (_, kid) =>
        assemble({ ...header, kid: `unknown ${kid}` }, claims, withKey(ecKey())),
      );
      const results = await Promise.all(tokens.map((token) => listUsers(token, server)));
      for (const result of results) expectRefused(result, 'TOKEN_INVALID');
      expect((await provider.fetches()) - before).toBe(1);
    } finally {
      await server.stop();
    }
  });
});

describe('with matchBy: "email"', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startGraphward({ env: trusting({ matchBy: 'email' }), keyTimes });
  });
  afterAll(() => server.stop());

  const me = (token: string) => server.ask('{ me { id email roles } }', {}, { token });

  it('a verified address makes the viewer the account, until it is disabled', async () => {
    const carol = await server.signUp('carol', 'EDITOR');
    await provider.addUser('carol', { email: carol.email.toUpperCase(), email_verified: true });
    const token = await tokenOf('carol');
    expect(expectData(await me(token)).me).toEqual({ id: carol.id, email: carol.email, roles: ['EDITOR'] });
    server.takeCommands();
    expectData(await me(token));
    expect(server.takeCommands()).toEqual(['find']);
    // What ends or changes an account needs a session of this server.
    const change =
      'mutation { changePassword(input: { currentPassword: "a", newPassword: "b" }) { expiresIn } }';
    expectCode(await server.ask(change, {}, { token }), 'FORBIDDEN');

    const origin = { requestId: 'test', ipAddress: null, userAgent: null };
    await server.app.services.users.setRoles(null, carol.id, ['USER'], origin);
    expect(expectData(await me(token)).me).toMatchObject({ roles: ['USER'] });
    await server.app.services.users.setDisabled(null, carol.id, true, origin);
    expectRefused(await me(token), 'TOKEN_REVOKED');
  });

  it.each<[string, object]>([
    ['that the issuer has not verified', { email_verified: false }],
    ['that the issuer says nothing about', {}],
    ['that is verified as text', { email_verified: 'true' }],
  ])('an address %s matches no account', async (what, claims) => {
    const dave = await server.signUp('dave');
    await provider.addUser(`dave ${what}`.replaceAll(' ', '-'), { email: dave.email, ...claims });
    expectCode(await me(await tokenOf(`dave ${what}`.replaceAll(' ', '-'))), 'FORBIDDEN');
  });

  it('an account whose own address is not verified is not matched', async () => {
    const email = 'erin@example.com';
    const query = 'mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }';
    expectData(await server.ask(query, { input: { email, password: 'a password of five words' } }));
    await provider.addUser('erin', { email, email_verified: true });
    expectCode(await me(await tokenOf('erin')), 'FORBIDDEN');
  });
});
