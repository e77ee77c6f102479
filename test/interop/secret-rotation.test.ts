/** A change of JWT_SECRET and REFRESH_SECRET, one instance after the other. */
import { randomBytes } from 'node:crypto';
import { createKey, exchange } from '../support/api-keys.js';
import { createTestClock } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { codeAt, enableSecondFactor, logInWith } from '../support/second-factor.js';
import { askWhoIAm, expectAlive, expectRefused, refresh, tryToRefresh } from '../support/sessions.js';
import { settle } from '../support/settle.js';

const newSecret = () => randomBytes(32).toString('base64');
const [oldJwt, newJwt, oldRefresh, newRefresh] = [newSecret(), newSecret(), newSecret(), newSecret()];
const clock = createTestClock();
const database = freshDatabaseUri();
// No server listens there, so mails wait.
const mail = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'graphward@example.com' };

/** Instances with the old secrets, with both, and with the new ones alone. */
let [before, during, switched, after]: TestServer[] = [];

beforeAll(async () => {
  const start = (JWT_SECRET: string, OTHER_JWT_SECRETS: string, REFRESH_SECRET: string, others: string) => {
    const secrets = { JWT_SECRET, OTHER_JWT_SECRETS, REFRESH_SECRET, OTHER_REFRESH_SECRETS: others };
    return startGraphward({ clock, database, env: { ...mail, ...secrets } });
  };
  before = await start(oldJwt, '', oldRefresh, '');
  during = await start(oldJwt, newJwt, oldRefresh, `${newSecret()}\n${newRefresh}`);
  switched = await start(newJwt, oldJwt, newRefresh, oldRefresh);
  after = await start(newJwt, '', newRefresh, '');
});

afterAll(async () => {
  for (const server of [before, during, switched, after]) await server?.stop();
});

function servers() {
  if (!before || !during || !switched || !after) throw new Error('The servers run only inside tests.');
  return { before, during, switched, after };
}

/** A code that has not been used yet. */
function nextCode(secret: string): string {
  clock.advance(30);
  return codeAt(secret, clock());
}

it('instances with both secrets accept the tokens of the others, whichever signs', async () => {
  const { before, during, switched, after } = servers();
  const [alice, bob] = [await before.signUp('alice'), await switched.signUp('bob')];
  await expectAlive(switched, alice);
  await expectAlive(during, bob);
  const carol = await before.signUp('carol');
  expectRefused(await askWhoIAm(after, carol.accessToken), 'TOKEN_INVALID');
  expectCode(await tryToRefresh(after, carol.refreshToken), 'INVALID_REFRESH_TOKEN');
});

it('a refresh token is renewed with the new secret, without another database command', async () => {
  const { before, switched, after } = servers();
  const [alice, bob] = [await before.signUp('alice'), await switched.signUp('bob')];
  await settle(switched);
  const renewed = await refresh(switched, alice.refreshToken);
  const commands = switched.takeCommands();
  await settle(switched);
  await refresh(switched, bob.refreshToken);
  expect(commands).toEqual(switched.takeCommands());
  // Within the grace period, from an instance that uses the old secret.
  await refresh(servers().during, alice.refreshToken);
  await expectAlive(after, renewed);
});

it('the codes of a second factor work with either secret, and the first one encrypts it with the new secret', async () => {
  const { before, switched, after } = servers();
  const alice = await before.signUp('alice');
  const { secret } = await enableSecondFactor(before, alice, clock());
  expectCode(await logInWith(after, alice, nextCode(secret)), 'INVALID_CREDENTIALS');
  await settle(switched);
  expectData(await logInWith(switched, alice, nextCode(secret)));
  const commands = switched.takeCommands();
  await settle(switched);
  expectData(await logInWith(switched, alice, nextCode(secret)));
  expect(commands).toEqual(switched.takeCommands());
  expectData(await logInWith(after, alice, nextCode(secret)));
});

it('an operator encrypts all second factors with the new secret', async () => {
  const { before, switched, after } = servers();
  const alice = await before.signUp('alice');
  const { secret } = await enableSecondFactor(before, alice, clock());
  expect(await switched.app.services.secondFactors.resealAll()).toBe(1);
  expect(await switched.app.services.secondFactors.resealAll()).toBe(0);
  expectData(await logInWith(after, alice, nextCode(secret)));
});

it('an API key is exchanged with either secret, and its use stores it with the new one', async () => {
  const { before, switched, after } = servers();
  const key = await createKey(before, await before.signUp('alice'));
  expect((await exchange(after, key)).status).toBe(401);
  await settle(switched);
  expect((await exchange(switched, key)).status).toBe(200);
  const commands = switched.takeCommands();
  expect((await exchange(after, key)).status).toBe(200);
  clock.advance(61);
  await settle(switched);
  expect((await exchange(switched, key)).status).toBe(200);
  expect(switched.takeCommands()).toEqual(commands);
});

const recipientsAt = async (server: TestServer, { email }: Person) =>
  (await server.app.services.mail.list()).map(({ to }) => to).filter((to) => to === null || to === email);

it('mails that wait can be sent with either secret', async () => {
  const { before, switched, after } = servers();
  const alice = await before.signUp('alice');
  const input = { email: alice.email };
  const query =
    'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted } }';
  expectData(await before.ask(query, { input }));
  await eventually(async () => expect(await recipientsAt(switched, alice)).toEqual([alice.email]));
  const without = await recipientsAt(after, alice);
  expect(without).toContain(null);
  expect(without).not.toContain(alice.email);
});

it('the audit trail is verified with both secrets', async () => {
  const { before, switched, after } = servers();
  await before.signUp('alice');
  await switched.signUp('bob');
  expect((await switched.app.services.audit.verify()).problems).toEqual([]);
  expect((await after.app.services.audit.verify()).problems).toEqual([
    expect.stringMatching(/sealed with the unknown key/),
  ]);
});
