import argon2 from 'argon2';
import { MongoClient } from 'mongodb';
import type { GraphqlResult } from '../support/client.js';
import { until } from '../support/embedded-mongodb.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, startGraphward, type TestServer, useGraphward } from '../support/graphward.js';
import { logOut, tryToLogIn, tryToLogOut } from '../support/sessions.js';

const perAccount = 10;
const graphward = useGraphward({ env: { SIGN_IN_LIMIT_PER_ACCOUNT: String(perAccount) } });

afterEach(() => jest.restoreAllMocks());

const wrong = 'not the right password';
let guessed = 0;
const unknownPerson = () => ({ email: `somebody${(guessed += 1)}@example.com`, password: wrong });

function aliasedLogins(count: number, { email, password }: { email: string; password: string }): string {
  const login = `login(input: { email: "${email}", password: "${password}" }) { expiresIn }`;
  return `mutation { ${Array.from({ length: count }, (_, index) => `a${index}: ${login}`).join(' ')} }`;
}

const codesOf = ({ errors = [] }: GraphqlResult) => errors.map(({ extensions }) => extensions.code);
const countOf = (code: string, results: readonly GraphqlResult[]) =>
  results.flatMap(codesOf).filter((each) => each === code).length;
const allAtOnce = <Result>(count: number, ask: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index)));

function expectRateLimited(result: GraphqlResult): void {
  const retryAfter = Number(expectCode(result, 'RATE_LIMITED').extensions.retryAfter);
  expect(Number.isInteger(retryAfter) && retryAfter >= 1 && retryAfter <= 900).toBe(true);
  expect(result.status).toBe(429);
  expect(result.headers.get('retry-after')).toBe(String(retryAfter));
}

async function withServer(
  options: Parameters<typeof startGraphward>[0],
  work: (server: TestServer) => Promise<void>,
) {
  const server = await startGraphward(options);
  try {
    await work(server);
  } finally {
    await server.stop();
  }
}

it('rejects too many attempts for one account with 429, even with the right password', async () => {
  const [alice, bob] = [await graphward.signUp('alice'), await graphward.signUp('bob')];
  for (let attempt = 2; attempt <= perAccount; attempt += 1) {
    expectCode(await tryToLogIn(graphward, { ...alice, password: wrong }), 'INVALID_CREDENTIALS');
  }

  expectRateLimited(await tryToLogIn(graphward, { ...alice, password: wrong }));
  expectRateLimited(await tryToLogIn(graphward, alice));
  expectData(await tryToLogIn(graphward, bob));
});

it('counts each alias of a login as an attempt, and hashes none over the limit', async () => {
  const verify = jest.spyOn(argon2, 'verify');

  const result = await graphward.ask(aliasedLogins(40, unknownPerson()));

  expect(countOf('INVALID_CREDENTIALS', [result])).toBe(perAccount);
  expect(countOf('RATE_LIMITED', [result])).toBe(40 - perAccount);
  expect(verify).toHaveBeenCalledTimes(perAccount);
  expect([result.status, result.headers.has('retry-after')]).toEqual([429, true]);
});

it('rejects a hundred aliased logins as a whole, before any attempt', async () => {
  const person = unknownPerson();
  expectCode(await graphward.ask(aliasedLogins(100, person)), 'QUERY_TOO_COMPLEX');

  const result = await graphward.ask(aliasedLogins(perAccount, person));
  expect(countOf('INVALID_CREDENTIALS', [result])).toBe(perAccount);
});

it('counts concurrent attempts on two servers together', async () => {
  const database = freshDatabaseUri();
  const options = { database, env: { SIGN_IN_LIMIT_PER_ACCOUNT: String(perAccount) } };
  await withServer(options, (one) =>
    withServer(options, async (other) => {
      const person = unknownPerson();
      const results = await allAtOnce(60, (index) => tryToLogIn(index % 2 === 0 ? one : other, person));
      expect(countOf('INVALID_CREDENTIALS', results)).toBe(perAccount);
      expect(countOf('RATE_LIMITED', results)).toBe(60 - perAccount);
    }),
  );
});

it('counts all spellings of an address as one account', async () => {
  const person = unknownPerson();
  const spellings = [person.email, person.email.toUpperCase(), ` ${person.email} `, `${person.email}.`];
  const results = await allAtOnce(20, (index) =>
    tryToLogIn(graphward, { ...person, email: String(spellings[index % 4]) }),
  );
  expect(countOf('INVALID_CREDENTIALS', results)).toBe(perAccount);
});

it('counts registering and changing the password as attempts', async () => {
  const alice = await graphward.signUp('alice');
  const register = (email: string) =>
    graphward.ask(`mutation { register(input: { email: "${email}", password: "short" }) { expiresIn } }`);
  const { email } = unknownPerson();
  const registrations = await allAtOnce(perAccount + 5, () => register(email));
  expect([countOf('BAD_USER_INPUT', registrations), countOf('RATE_LIMITED', registrations)]).toEqual([
    perAccount,
    5,
  ]);

  const change = `mutation { changePassword(input: { currentPassword: "${wrong}", newPassword: "${wrong}" }) { expiresIn } }`;
  const changes = await allAtOnce(perAccount + 5, () => graphward.as(alice).ask(change));
  expect([countOf('INVALID_CREDENTIALS', changes), countOf('RATE_LIMITED', changes)]).toEqual([
    perAccount,
    5,
  ]);
});

/** The database commands, without those of an idle instance. */
async function commandsOf(server: TestServer, work: () => Promise<unknown>): Promise<string[]> {
  server.takeCommands();
  await work();
  return server.takeCommands();
}

describe('an address over its limit', () => {
  const linesOf = ({ logLines }: TestServer) =>
    logLines
      .filter(({ outcome }) => outcome === 'rate_limited')
      .map(({ event, attempts }) => [event, attempts]);

  it('causes no command, no hash and no log line of its own', async () => {
    const server = await startGraphward({ env: { SIGN_IN_LIMIT_PER_ADDRESS: '3' } });
    await allAtOnce(3, () => tryToLogIn(server, unknownPerson()));
    expectRateLimited(await tryToLogIn(server, unknownPerson()));
    const verify = jest.spyOn(argon2, 'verify');
    const hash = jest.spyOn(argon2, 'hash');

    const commands = await commandsOf(server, () =>
      allAtOnce(40, async (index) => {
        expectRateLimited(await tryToLogIn(server, unknownPerson()));
        if (index < 20) await server.ask(aliasedLogins(10, unknownPerson()));
      }),
    );

    // At most the summary for the audit trail, which is written later.
    expect([[], ['insert']]).toContainEqual(commands);
    expect(verify).not.toHaveBeenCalled();
    expect(hash).not.toHaveBeenCalled();
    expect(linesOf(server)).toEqual([['login', 1]]);
    await server.stop();
    expect(linesOf(server)).toEqual([
      ['login', 1],
      ['login', 240],
    ]);
  });

  it('creates no document for the accounts it tries', async () => {
    const database = freshDatabaseUri();
    await withServer({ database, env: { SIGN_IN_LIMIT_PER_ADDRESS: '3' } }, async (server) => {
      await allAtOnce(30, () => tryToLogIn(server, unknownPerson()));
    });
    const client = await MongoClient.connect(database);
    const documents = await client.db().collection('attempts').countDocuments();
    await client.close();
    expect(documents).toBe(1 + 3);
  });

  it('costs another server one command to detect', async () => {
    const options = { database: freshDatabaseUri(), env: { SIGN_IN_LIMIT_PER_ADDRESS: '3' } };
    await withServer(options, (one) =>
      withServer(options, async (other) => {
        await allAtOnce(3, () => tryToLogIn(one, unknownPerson()));
        const first = await commandsOf(other, async () =>
          expectRateLimited(await tryToLogIn(other, unknownPerson())),
        );
        const second = await commandsOf(other, async () =>
          expectRateLimited(await tryToLogIn(other, unknownPerson())),
        );
        expect([first, second]).toEqual([['findAndModify'], []]);
      }),
    );
  });
});

it('needs no command for an account over its limit', async () => {
  const person = unknownPerson();
  await graphward.ask(aliasedLogins(perAccount, person));
  expect(
    await commandsOf(graphward, async () => expectRateLimited(await tryToLogIn(graphward, person))),
  ).toEqual([]);
});

it('may make at most ten sign-in attempts per request, of any kind', () =>
  withServer({}, async (server) => {
    const verify = jest.spyOn(argon2, 'verify');
    const commands = await commandsOf(server, async () => {
      const result = await server.ask(aliasedLogins(40, unknownPerson()));
      expect([countOf('INVALID_CREDENTIALS', [result]), countOf('RATE_LIMITED', [result])]).toEqual([10, 30]);
    });
    expect(verify).toHaveBeenCalledTimes(10);
    // The network, the account, the user and the event.
    expect(commands).toHaveLength(40);
    expectCode(await tryToLogIn(server, unknownPerson()), 'INVALID_CREDENTIALS');
  }));

it('identifies the targets of refused attempts by a hash that servers share', async () => {
  const options = { env: { SIGN_IN_LIMIT_PER_ACCOUNT: '1' } };
  const person = unknownPerson();
  const targets: unknown[] = [];
  for (let round = 0; round < 2; round += 1) {
    await withServer(options, async (server) => {
      for (let attempt = 0; attempt < 2; attempt += 1) await tryToLogIn(server, person);
      const line = server.logLines.find(({ outcome }) => outcome === 'rate_limited');
      targets.push(line?.targets);
      expect(JSON.stringify(server.logLines)).not.toContain(person.email);
    });
  }
  expect(targets[0]).toEqual([expect.stringMatching(/^[\w-]{22}$/)]);
  expect(targets[1]).toEqual(targets[0]);
});

describe('attempts from one address', () => {
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

  it('are limited over all accounts, and ignore X-Forwarded-For', () =>
    withServer({ env: { SIGN_IN_LIMIT_PER_ADDRESS: '5' } }, async (server) => {
      const results = await allAtOnce(9, (index) =>
        tryToLogIn(server, unknownPerson(), from(`192.0.2.${index}`)),
      );
      expect([countOf('INVALID_CREDENTIALS', results), countOf('RATE_LIMITED', results)]).toEqual([5, 4]);
    }));

  it('are counted per client behind a trusted proxy, with an IPv6 network as one client', () =>
    withServer({ env: { SIGN_IN_LIMIT_PER_ADDRESS: '2', TRUST_PROXY: 'loopback' } }, async (server) => {
      const outcomes = async (...addresses: string[]) => {
        const results = [];
        for (const address of addresses)
          results.push(await tryToLogIn(server, unknownPerson(), from(address)));
        return results.flatMap(codesOf);
      };
      const twoAllowed = ['INVALID_CREDENTIALS', 'INVALID_CREDENTIALS', 'RATE_LIMITED'];

      expect(await outcomes('192.0.2.1', '192.0.2.1', '192.0.2.1')).toEqual(twoAllowed);
      expect(await outcomes('192.0.2.2', '::ffff:192.0.2.2', '192.0.2.2')).toEqual(twoAllowed);
      expect(await outcomes('2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::3')).toEqual(twoAllowed);
      expect(await outcomes('2001:db8:0:1::1')).toEqual(['INVALID_CREDENTIALS']);
      expect(await outcomes('made up', 'made up too', 'and again')).toEqual(twoAllowed);
    }));

  it('are allowed again after the window', () =>
    withServer({ env: { SIGN_IN_LIMIT_PER_ACCOUNT: '1', SIGN_IN_LIMIT_WINDOW: '1' } }, async (server) => {
      const person = unknownPerson();
      const results = await allAtOnce(2, () => tryToLogIn(server, person));
      expect(results.flatMap(codesOf).sort()).toEqual(['INVALID_CREDENTIALS', 'RATE_LIMITED']);
      await until(async () => codesOf(await tryToLogIn(server, person)).includes('INVALID_CREDENTIALS'));
    }));
});

it('limits repeated logouts per address, separately from sign-ins and first logouts', async () => {
  await withServer({ env: { SIGN_IN_LIMIT_PER_ADDRESS: '4' } }, async (server) => {
    const alice = await server.signUp('alice');
    const laptop = await server.signIn(alice);
    await logOut(server, { refreshToken: alice.refreshToken });
    for (let repeat = 1; repeat <= 4; repeat += 1)
      expect(await logOut(server, { refreshToken: alice.refreshToken })).toBe(0);

    expectRateLimited(await tryToLogOut(server, { refreshToken: alice.refreshToken }));

    expect(await logOut(server, { refreshToken: laptop.refreshToken })).toBe(1);
    expectData(await tryToLogIn(server, alice));
  });
});
