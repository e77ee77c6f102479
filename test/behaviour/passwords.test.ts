import argon2 from 'argon2';
import { MongoClient, ObjectId } from 'mongodb';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, startGraphward, useGraphward } from '../support/graphward.js';
import { tryToLogIn } from '../support/sessions.js';

const graphward = useGraphward();

let made = 0;
const uniqueEmail = () => `walker${(made += 1)}@example.com`;

function register(password: string, { email = uniqueEmail(), name = null as string | null } = {}) {
  const input = { email, password, name };
  return graphward.ask('mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }', {
    input,
  });
}

/** Why the password is rejected. */
async function refusal(...attempt: Parameters<typeof register>): Promise<string> {
  const { message, extensions } = expectCode(await register(...attempt), 'BAD_USER_INPUT');
  expect(extensions.field).toBe('password');
  return message;
}

afterEach(() => jest.restoreAllMocks());

describe('a password', () => {
  it.each([
    ['of 14 characters', 'c7 kv9 wq2 m4x', /too short/],
    ['of 14 characters outside the basic plane', '🦊🦔🦉🦀🐙🦋🐝🐞🦂🐢🐍🦎🦖🦕', /too short/],
    ['of 15 code points that compose 14 characters', 'c7 kv9 wq2 m4e\u0301', /too short/],
    ['of one character that NFKC expands to 18', '\ufdfa', /too short/],
    ['of 5 characters that NFKC expands to 15', 'ﬃﬃﬃﬃﬃ', /too short/],
    ['of 1,025 bytes', `${'long walk '.repeat(102)}ends!`, /longer than 1024 bytes/],
    ['of 513 letters with two bytes each', 'é'.repeat(513), /longer than 1024 bytes/],
    ['of 300 bytes that NFKC expands to more than 1,024', '\ufdfa'.repeat(100), /longer than 1024 bytes/],
    ['that is common', '1q2w3e4r5t6y7u8i9o0p', /too easy to guess/],
    ['that combines two common passwords', 'password123iloveyou', /too easy to guess/],
    ['that is a repetition', 'abcabcabcabcabcabc', /too easy to guess/],
    ['that is a sequence of letters', 'abcdefghijklmnop', /too easy to guess/],
    ['that is a sequence of capital letters', 'ABCDEFGHIJKLMNOP', /too easy to guess/],
  ])('%s is rejected with a reason before anything is hashed', async (_what, password, reason) => {
    const hash = jest.spyOn(argon2, 'hash');
    expect(await refusal(password)).toMatch(reason);
    expect(hash).not.toHaveBeenCalled();
  });

  it.each([
    ['the e-mail address', 'wilhelmina@example.com'],
    ['the address with a suffix', 'wilhelmina@example.com1!'],
    ['the part before the @, twice', 'Wilhelmina-wilhelmina'],
    ['the name', 'Wilhelmina Throckmorton'],
  ])("must not consist of the user's own data: %s", async (_what, password) => {
    const owner = { email: 'wilhelmina@example.com', name: 'Wilhelmina Throckmorton' };
    expect(await refusal(password, owner)).toMatch(/your e-mail address or name/);
  });

  it.each([
    ['of 15 characters', 'c7 kv9 wq2 m4xz'],
    ['of 64 characters', 'walk '.repeat(12) + 'home'],
    ['of 1,024 bytes', `${'long walk '.repeat(102)}end!`],
    ['of lower-case letters only', 'correct horse battery staple'],
    ['of letters outside ASCII', 'пять длинных слов подряд'],
    ['of emoji', '🦊🦔🦉🦀🐙🦋🐝🐞🦂🐢🐍🦎🦖🦕🐳'],
    ['with quotes and dollar signs', `'; db.dropDatabase(); "$ne"`],
  ])('%s is accepted and signs in again', async (_what, password) => {
    const email = uniqueEmail();
    expectData(await register(password, { email }));
    expectData(await tryToLogIn(graphward, { email, password }));
  });

  it('is compared to its last byte, with its case and spaces', async () => {
    const email = uniqueEmail();
    const password = `${'A long walk, '.repeat(20)}over the hills`;
    expectData(await register(password, { email }));

    const others = [
      password.slice(0, -1),
      `${password}!`,
      ` ${password}`,
      password.toLowerCase(),
      password.slice(0, 72),
      `${password}\u0000`,
    ];
    for (const other of others) {
      expectCode(await tryToLogIn(graphward, { email, password: other }), 'INVALID_CREDENTIALS');
    }
    expectData(await tryToLogIn(graphward, { email, password }));
  });

  it('is the same in composed and decomposed form', async () => {
    const email = uniqueEmail();
    const password = 'caf\u00e9 \ufb01ve \uff21 o clock';
    expectData(await register(password, { email }));
    expectData(await tryToLogIn(graphward, { email, password: password.normalize('NFD') }));
    expectData(await tryToLogIn(graphward, { email, password: password.normalize('NFKC') }));
  });
});

it('does not accept an unpaired surrogate for the character that replaces it', async () => {
  const email = uniqueEmail();
  expectData(await register('four words and \ufffd', { email }));
  const result = await tryToLogIn(graphward, { email, password: 'four words and \ud800' });
  expect(result.errors?.[0]?.extensions.code).toMatch(/^(INVALID_CREDENTIALS|BAD_USER_INPUT)$/);
});

describe('one hash is computed', () => {
  it('for every sign-in, whether the account exists or not and whatever the password', async () => {
    const alice = await graphward.signUp('alice');
    const verify = jest.spyOn(argon2, 'verify');
    const attempts = [
      alice,
      { ...alice, password: 'wrong' },
      { ...alice, password: '' },
      { ...alice, password: 'x'.repeat(5_000) },
      { email: 'nobody@example.com', password: alice.password },
      { email: 'nobody@example.com', password: 'x'.repeat(5_000) },
      { email: 'no address', password: alice.password },
    ];
    for (const [index, attempt] of attempts.entries()) {
      await tryToLogIn(graphward, attempt);
      expect(verify).toHaveBeenCalledTimes(index + 1);
    }
    const parameters = verify.mock.calls.map(([hash]) => hash.split('$').slice(0, 4).join('$'));
    expect(new Set(parameters).size).toBe(1);
    expect(Math.max(...verify.mock.calls.map(([, password]) => password.length))).toBeLessThan(100);
  });
});

describe('the stored hash', () => {
  const hashOf = async (database: string, id: string) => {
    const client = await MongoClient.connect(database);
    try {
      const user = await client
        .db()
        .collection('users')
        .findOne({ _id: new ObjectId(id) });
      return String(user?.passwordHash);
    } finally {
      await client.close();
    }
  };

  it("uses argon2id with OWASP's parameters, and is upgraded at the next sign-in if they were lower", async () => {
    const database = freshDatabaseUri();
    const before = await startGraphward({ database, passwordHashing: { memoryKiB: 64, iterations: 1 } });
    const alice = await before.signUp('alice');
    expect(await hashOf(database, alice.id)).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    await before.stop();

    const today = await startGraphward({ database, passwordHashing: {} });
    expectCode(await tryToLogIn(today, { ...alice, password: 'wrong' }), 'INVALID_CREDENTIALS');
    expect(await hashOf(database, alice.id)).toMatch(/^\$argon2id\$v=19\$m=64,/);
    await today.signIn(alice);
    const raised = await hashOf(database, alice.id);
    await today.signIn(alice);

    expect(raised).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22,}\$[\w+/]{43}$/);
    expect(await hashOf(database, alice.id)).toBe(raised);
    await today.stop();
  });
});
