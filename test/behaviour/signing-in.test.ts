import { expectCode, expectData } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';

const graphward = useGraphward();

const login = `mutation ($input: LoginInput!) {
  login(input: $input) { accessToken tokenType expiresIn refreshToken user { id email roles } }
}`;

it('a user signs in with e-mail address and password and queries their own account', async () => {
  const alice = await graphward.signUp('alice');
  const input = { email: alice.email.toUpperCase(), password: alice.password };

  const { login: payload } = expectData(await graphward.ask(login, { input }));

  expect(payload).toMatchObject({
    tokenType: 'Bearer',
    expiresIn: 600,
    user: { id: alice.id, email: alice.email, roles: ['USER'] },
  });
  const { me } = expectData(
    await graphward.ask('{ me { id email roles } }', {}, { token: payload.accessToken as string }),
  );
  expect(me).toEqual({ id: alice.id, email: alice.email, roles: ['USER'] });
});

it('returns the same error for a wrong password, an unknown address and a disabled account', async () => {
  const alice = await graphward.signUp('alice');
  const bob = await graphward.signUp('bob');
  await graphward.app.services.users.setDisabled(null, bob.id, true, {
    requestId: 'test',
    ipAddress: null,
    userAgent: null,
  });
  const attempts = [
    { email: alice.email, password: 'not the password of alice' },
    { email: 'nobody@example.com', password: 'not the password of alice' },
    { email: bob.email, password: bob.password },
    { email: 'no address at all', password: 'not the password of alice' },
  ];

  const results = await Promise.all(attempts.map((input) => graphward.ask(login, { input })));

  const errors = results.map((result) => expectCode(result, 'INVALID_CREDENTIALS'));
  expect(new Set(errors.map(({ message }) => message)).size).toBe(1);
  expect(results.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

it('returns UNAUTHENTICATED for a protected field without a token', async () => {
  const result = await graphward.ask('{ me { id } }');
  expectCode(result, 'UNAUTHENTICATED', 'TOKEN_MISSING');
  expect(result.status).toBe(200);
  expect(result.data).toEqual({ me: null });
});
