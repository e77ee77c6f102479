import argon2 from 'argon2';
import { expectCode, expectData } from '../support/expectations.js';
import { type TestServer, useGraphward } from '../support/graphward.js';

const graphward = useGraphward();
const closed = useGraphward({ env: { REGISTRATION: 'closed' } });

const password = 'four words make one';
let made = 0;
const uniqueEmail = () => `newcomer${(made += 1)}@example.com`;

function register(input: Record<string, unknown>, server: Pick<TestServer, 'ask'> = graphward) {
  return server.ask(
    `mutation ($input: RegisterInput!) {
      register(input: $input) { accessToken expiresIn refreshToken user { id name email roles lastLoginAt } }
    }`,
    { input: { email: uniqueEmail(), password, ...input } },
  );
}

const refusedField = async (input: Record<string, unknown>) =>
  expectCode(await register(input), 'BAD_USER_INPUT').extensions.field;

afterEach(() => jest.restoreAllMocks());

it('creates an account with the lowest role and signs in', async () => {
  const email = uniqueEmail();
  const { register: payload } = expectData(await register({ email, name: '  Zoë Ødegård  ' }));

  expect(payload).toMatchObject({ expiresIn: 600, user: { name: 'Zoë Ødegård', email, roles: ['USER'] } });
  const { accessToken: token } = payload as { accessToken: string };
  const { me } = expectData(await graphward.ask('{ me { email roles } }', {}, { token }));
  expect(me).toEqual({ email, roles: ['USER'] });
});

it.each([
  ['roles', ['ADMIN']],
  ['role', 'ADMIN'],
  ['id', '000000000000000000000001'],
  ['disabled', false],
  ['version', 5],
])('rejects %s in the input', async (field, value) => {
  const email = uniqueEmail();
  const result = await register({ email, [field]: value });

  expect(expectCode(result, 'BAD_USER_INPUT').message).toContain(
    `"${field}" is not defined by type "RegisterInput"`,
  );
  expect(result.status).toBe(400);
  expectData(await register({ email }));
});

describe('an e-mail address', () => {
  it.each([
    '',
    ' ',
    'alice',
    'alice@',
    '@example.com',
    'alice@@example.com',
    'alice bob@example.com',
    'alice@exa mple.com',
    'alice@-example.com',
    'alice@example..com',
    '.alice@example.com',
    'alice.@example.com',
    'alice\n@example.com',
    'alice\u0000@example.com',
    '"alice bob"@example.com',
    'Alice <alice@example.com>',
    'alice@example.com, bob@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${'b.'.repeat(160)}com`,
    // In the local part, letters that look like or fold into others are rejected, never folded.
    'al\u0131ce@example.com',
    '\u0430lice@example.com',
    'alice\u200b@example.com',
  ])('is rejected if it is %j', async (email) => {
    expect(await refusedField({ email })).toBe('email');
  });

  it.each([
    ['in capitals', (name: string) => `${name.toUpperCase()}@EXAMPLE.COM`],
    ['between spaces', (name: string) => `  ${name}@example.com\n`],
    ['with a trailing dot', (name: string) => `${name}@example.com.`],
    ['in full width', (name: string) => `\uff4b${name.slice(1)}@example.com`],
    ['with a Kelvin sign for its k', (name: string) => `${name.replace('k', '\u212a')}@example.com`],
  ])('written %s is the same account', async (_how, write) => {
    const name = `kate${(made += 1)}`;
    const { register: payload } = expectData(await register({ email: write(name) }));

    expect(payload).toMatchObject({ user: { email: `${name}@example.com` } });
    expectCode(await register({ email: `${name}@example.com` }), 'CONFLICT');
  });

  it('is normalized if its domain is international', async () => {
    const { register: payload } = expectData(await register({ email: 'emma@B\u00dcCHER.example' }));
    expect(payload).toMatchObject({ user: { email: 'emma@xn--bcher-kva.example' } });
    expectCode(await register({ email: 'emma@xn--bcher-kva.example' }), 'CONFLICT');
  });
});

describe('a taken address', () => {
  it('is a CONFLICT that reveals nothing about its account', async () => {
    const alice = await graphward.signUp('alice');
    const result = await register({ email: alice.email });

    const { message, extensions } = expectCode(result, 'CONFLICT');
    expect([message, extensions]).toEqual([
      'This e-mail address cannot be registered.',
      { code: 'CONFLICT', field: 'email' },
    ]);
    expect([result.status, result.data]).toEqual([200, { register: null }]);
    expect(result.description).not.toContain(alice.id);
  });

  it('takes as many hashes as a free one', async () => {
    const hash = jest.spyOn(argon2, 'hash');
    const email = uniqueEmail();
    expectData(await register({ email }));
    expect(hash).toHaveBeenCalledTimes(1);
    expectCode(await register({ email }), 'CONFLICT');
    expect(hash).toHaveBeenCalledTimes(2);
  });

  it('goes to exactly one of several concurrent registrations', async () => {
    const email = uniqueEmail();
    const results = await Promise.all(Array.from({ length: 10 }, () => register({ email })));
    expect(results.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(results.flatMap(({ errors = [] }) => errors).map(({ extensions }) => extensions.code)).toEqual(
      Array(9).fill('CONFLICT'),
    );
  });
});

it.each([
  'x'.repeat(101),
  'a\u0000b',
  'a\nb',
  'a\u009bb',
  'a\u001b[2Jb',
  'Alice\u202e',
  '\u2066Alice',
  'Al\u200bice',
  'Al\u200dice',
  '\ufeffAlice',
  'Alice\u{e0041}',
])('rejects the name %j', async (name) => {
  expect(await refusedField({ name })).toBe('name');
});

it('accepts a name whose spelling requires a zero-width non-joiner', async () => {
  const name = '\u0639\u0644\u06cc\u200c\u0631\u0636\u0627';
  expect(expectData(await register({ name })).register).toMatchObject({ user: { name } });
});

it.each([undefined, null, '', '   '])('accepts a missing name: %j', async (name) => {
  expect(expectData(await register({ name })).register).toMatchObject({ user: { name: null } });
});

it('rejects registration if it is closed, without hashing', async () => {
  const hash = jest.spyOn(argon2, 'hash');
  const result = await register({}, closed);
  expect(expectCode(result, 'FORBIDDEN').message).toBe('Registration is closed.');
  expect(hash).not.toHaveBeenCalled();
});
