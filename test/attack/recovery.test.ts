import { randomBytes } from 'node:crypto';
import {
  mailSettings,
  requestPasswordReset,
  resetPassword,
  tryToRegister,
  undoEmailChange,
  verifyEmail,
} from '../support/account-mutations.js';
import type { GraphqlResult } from '../support/client.js';
import { expectCode, expectData } from '../support/expectations.js';
import { post } from '../support/http.js';
import { tokenIn, useMailServer } from '../support/mail-server.js';
import {
  cleanUpProcesses,
  type ServerProcess,
  sharedDatabase,
  startServerProcess,
} from '../support/process.js';
import { tryToLogIn } from '../support/sessions.js';

const mail = useMailServer();
let server: ServerProcess;
/** Another instance on the same database. */
let other: ServerProcess;
beforeAll(async () => {
  const env = {
    ...sharedDatabase(),
    ...mailSettings(mail()),
    LOG_LEVEL: 'trace',
    TRUST_PROXY: 'true',
    SIGN_IN_LIMIT_PER_ACCOUNT: '10',
    SIGN_IN_LIMIT_PER_ADDRESS: '100000',
  };
  [server, other] = await Promise.all([startServerProcess({ env }), startServerProcess({ env })]);
});
afterAll(cleanUpProcesses);

const password = 'four words make one';
const newPassword = () => `four new words ${randomBytes(6).toString('hex')}`;

async function register(): Promise<string> {
  const email = `alice.${randomBytes(6).toString('hex')}@example.com`;
  expectData(await tryToRegister(server, { email, password }));
  return email;
}

const said = () => [server, other].map((each) => JSON.stringify(each.said())).join('');
const codesOf = ({ errors = [] }: GraphqlResult) => errors.map(({ extensions }) => extensions.code);

it.each([
  ['Host', { host: 'evil.example' }],
  ['X-Forwarded-Host', { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' }],
  ['Forwarded', { forwarded: 'host=evil.example;proto=http' }],
  ['Origin and Referer', { origin: 'https://evil.example', referer: 'https://evil.example/' }],
])('the header %s does not poison the link, even behind a trusted proxy', async (_name, headers) => {
  const email = await register();
  const query = `mutation { requestPasswordReset(input: { email: "${email}" }) { accepted } }`;
  const { text } = await post(server, JSON.stringify({ query }), headers);
  expect(JSON.parse(text)).toEqual({ data: { requestPasswordReset: { accepted: true } } });

  const received = await mail().mailTo(email);

  expect(received.raw).not.toContain('evil.example');
  for (const part of [received.text, received.html])
    for (const [url] of part.matchAll(/https?:[^\s"<]+/g))
      expect(new URL(url).origin).toBe('https://app.example.com');
});

it('the token is in no part of the link that a browser sends, as a request or as a referrer', async () => {
  const email = await register();
  expectData(await requestPasswordReset(server, email));
  const received = await mail().mailTo(email);
  const { href, hash } = new URL(/https:\S+#\S+/.exec(received.text)?.[0] ?? '');
  expect(hash).toBe(`#token=${tokenIn(received)}`);
  expect(href.slice(0, -hash.length)).toBe('https://app.example.com/reset-password');
});

it('no log line contains a token, at any level', async () => {
  const email = await register();
  expectData(await requestPasswordReset(server, email));
  const token = tokenIn(await mail().mailTo(email));
  expectCode(await verifyEmail(server, token), 'BAD_USER_INPUT');
  expectCode(await resetPassword(server, token, 'short'), 'BAD_USER_INPUT');
  // In the text of a query, which a validation error might quote.
  const query = `mutation { resetPassword(input: { token: "${token}", newPassword: 1, x: "${token}" }) { reset } }`;
  expect(new Set(codesOf(await server.ask(query)))).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
  expectData(await resetPassword(server, token, newPassword()));
  expectCode(await undoEmailChange(server, token), 'BAD_USER_INPUT');
  expect(said()).toContain('password_reset');
  expect(said()).not.toContain(token);
});

it('a token in the URL does nothing', async () => {
  const email = await register();
  expectData(await requestPasswordReset(server, email));
  const token = tokenIn(await mail().mailTo(email));
  const query = `mutation { resetPassword(input: { token: "${token}", newPassword: "${password}" }) { reset } }`;
  const response = await fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(405);
  expect(said()).not.toContain(token);
  expectData(await resetPassword(server, token, newPassword()));
});

it('of several resets that race on two instances, exactly one happens', async () => {
  const email = await register();
  for (const each of [server, other]) expectData(await requestPasswordReset(each, email));
  const tokens = [tokenIn(await mail().mailTo(email)), ...mail().mailsTo(email).map(tokenIn)];
  const passwords = Array.from({ length: 10 }, newPassword);

  const results = await Promise.all(
    passwords.map((each, index) =>
      resetPassword(index % 2 === 0 ? server : other, tokens[index % tokens.length] ?? '', each),
    ),
  );

  expect(results.filter(({ errors }) => !errors)).toHaveLength(1);
  const winner = passwords[results.findIndex(({ errors }) => !errors)] ?? '';
  expectData(await tryToLogIn(server, { email, password: winner }));
});

it('aliased resets in one request count as attempts, and cause so many mails at most', async () => {
  const email = await register();
  const fields = Array.from(
    { length: 15 },
    (_, index) => `a${index}: requestPasswordReset(input: { email: "${email}" }) { accepted }`,
  );
  const result = await server.ask(`mutation { ${fields.join(' ')} }`);
  // The registration was the first attempt.
  expect(codesOf(result)).toEqual(Array(6).fill('RATE_LIMITED'));
  expectCode(await requestPasswordReset(other, email), 'RATE_LIMITED');
  await mail().mailTo(email);
  expect(mail().mailsTo(email).length).toBeLessThanOrEqual(9);
});

it('aliased guesses of tokens count as attempts', async () => {
  const guess = () => randomBytes(32).toString('base64url');
  const fields = Array.from(
    { length: 15 },
    (_, index) => `a${index}: verifyEmail(input: { token: "${guess()}" }) { verified }`,
  );
  const codes = codesOf(await server.ask(`mutation { ${fields.join(' ')} }`));
  expect(codes.filter((code) => code === 'BAD_USER_INPUT')).toHaveLength(10);
  expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(5);
});

it('an operator or another type as a token or address never reaches the database', async () => {
  for (const token of [{ $ne: null }, ['a'], 1, null]) {
    const result = await server.ask(
      'mutation ($token: String!) { verifyEmail(input: { token: $token }) { verified } }',
      { token },
    );
    expect(codesOf(result)).toEqual(['BAD_USER_INPUT']);
  }
});
