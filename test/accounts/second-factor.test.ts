import { MongoClient, ObjectId } from 'mongodb';
import { defineModule } from '../../src/modules/index.js';
import { mailSettings, requestPasswordReset, resetPassword } from '../support/account-mutations.js';
import { createTestClock } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { tokenIn, useMailServer } from '../support/mail-server.js';
import {
  codeAt,
  confirm,
  disable,
  disableFor,
  enableSecondFactor,
  enrol,
  logInWith,
  renewRecoveryCodes,
} from '../support/second-factor.js';
import { refresh, tryToLogIn } from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';

const mail = useMailServer();
const clock = createTestClock();
const database = freshDatabaseUri();
const client = new MongoClient(database);
const vault = defineModule({
  name: 'vault',
  typeDefs: 'extend type Query { vault: String @auth(mfa: true) }',
  resolvers: { Query: { vault: () => 'gold' } },
});
let graphward: TestServer;
let second: TestServer;
let alice: Person;

beforeAll(async () => {
  const env = mailSettings(mail());
  graphward = await startGraphward({ clock, database, env, modules: [vault], mailTimes: { pollMs: 100 } });
  second = await startGraphward({ clock, database, env, modules: [vault] });
});
beforeEach(async () => {
  alice = await graphward.signUp('alice');
});
afterAll(async () => {
  await client.close();
  await second.stop();
  await graphward.stop();
});

/** A code that has not been used yet. */
function nextCode(secret: string): string {
  clock.advance(30);
  return codeAt(secret, clock());
}

const withoutHyphens = (text: string) => text.replaceAll('-', '').toLowerCase();
const eventsOf = ({ id }: Person) =>
  graphward.logLines
    .filter(({ event, userId, targetUserId }) => event !== undefined && [userId, targetUserId].includes(id))
    .map(({ event, outcome }) => `${event} ${outcome}`);
const amrOf = ({ accessToken }: { accessToken: string }) => takeApart(accessToken).claims.amr;

async function signInWith(otp: string, server = graphward): Promise<Person> {
  const { login } = expectData(await logInWith(server, alice, otp));
  return { ...alice, ...(login as Pick<Person, 'accessToken' | 'refreshToken'>) };
}

describe('enrolling', () => {
  it('returns the secret as text, as a URL and as a QR code', async () => {
    const { enrolSecondFactor } = expectData(await enrol(graphward, alice));

    const { secret, otpauthUrl, qrCode } = enrolSecondFactor as Record<string, string>;
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const url = new URL(otpauthUrl ?? '');
    expect([url.protocol, url.host, decodeURIComponent(url.pathname)]).toEqual([
      'otpauth:',
      'totp',
      `/localhost:${alice.email}`,
    ]);
    expect([url.searchParams.get('secret'), url.searchParams.get('issuer')]).toEqual([secret, 'localhost']);
    expect(qrCode).toMatch(/^<svg [^]*<\/svg>\s*$/);
  });

  it('requires the password', async () => {
    const error = expectCode(await enrol(graphward, alice, 'not the password'), 'INVALID_CREDENTIALS');
    expect(error.extensions).toMatchObject({ field: 'currentPassword' });
    expect(eventsOf(alice)).toContain('second_factor_enabled wrong_password');
  });

  it('changes nothing before it is confirmed', async () => {
    expectData(await enrol(graphward, alice));
    expectData(await tryToLogIn(graphward, alice));
  });

  it('is confirmed with a code of the latest secret', async () => {
    const first = expectData(await enrol(graphward, alice)).enrolSecondFactor as { secret: string };
    const { secret } = expectData(await enrol(graphward, alice)).enrolSecondFactor as { secret: string };

    for (const wrong of [codeAt(first.secret, clock()), 'abc', ''])
      expectCode(await confirm(graphward, alice, wrong), 'INVALID_CREDENTIALS');
    const { confirmSecondFactor } = expectData(await confirm(graphward, alice, codeAt(secret, clock())));

    const { recoveryCodes } = confirmSecondFactor as { recoveryCodes: string[] };
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(recoveryCodes.every((code) => /^([A-Z2-7]{5}-){3}[A-Z2-7]{5}$/.test(code))).toBe(true);
    expect(expectData(await graphward.as(alice).ask('{ me { secondFactor } }')).me).toEqual({
      secondFactor: true,
    });
    expect(eventsOf(alice)).toContain('second_factor_enabled success');
  });

  it('two confirmations at once return one set of recovery codes', async () => {
    const { secret } = expectData(await enrol(graphward, alice)).enrolSecondFactor as { secret: string };
    const code = codeAt(secret, clock());

    const results = await Promise.all([confirm(graphward, alice, code), confirm(second, alice, code)]);

    expect(results.filter(({ errors }) => !errors)).toHaveLength(1);
  });

  it('is a conflict without a secret, and while a second factor is enabled', async () => {
    expectCode(await confirm(graphward, alice, '123456'), 'CONFLICT');
    const { secret } = await enableSecondFactor(graphward, alice, clock());
    expectCode(await enrol(graphward, alice), 'CONFLICT');
    expectCode(await confirm(graphward, alice, nextCode(secret)), 'CONFLICT');
  });

  it.each([
    'enrolSecondFactor(input: { currentPassword: "x" }) { secret }',
    'confirmSecondFactor(input: { otp: "123456" }) { recoveryCodes }',
    'disableSecondFactor(input: { currentPassword: "x", otp: "123456" }) { id }',
    'renewRecoveryCodes(input: { currentPassword: "x", otp: "123456" }) { recoveryCodes }',
    'disableUserSecondFactor(input: { userId: "000000000000000000000000" }) { id }',
  ])('anonymous viewers cannot use %s', async (field) => {
    expectCode(await graphward.ask(`mutation { ${field} }`), 'UNAUTHENTICATED');
  });
});

describe('signing in', () => {
  it('demands the code only after the right password', async () => {
    await enableSecondFactor(graphward, alice, clock());

    const required = await logInWith(graphward, alice);
    expectCode(required, 'OTP_REQUIRED');
    expect([required.status, required.data]).toEqual([200, { login: null }]);
    expectCode(await logInWith(graphward, { ...alice, password: 'wrong' }), 'INVALID_CREDENTIALS');
    expect(eventsOf(alice)).toEqual(expect.arrayContaining(['login otp_required', 'login wrong_password']));
  });

  it('accepts the current code and its neighbours', async () => {
    const { secret } = await enableSecondFactor(graphward, alice, clock());
    clock.advance(90);

    for (const seconds of [-30, 0, 30])
      await signInWith(codeAt(secret, new Date(clock().getTime() + seconds * 1000)));
  });

  it.each([-60, 60])('rejects the code of %d seconds later', async (seconds) => {
    const { secret } = await enableSecondFactor(graphward, alice, clock());
    clock.advance(120);

    const code = codeAt(secret, new Date(clock().getTime() + seconds * 1000));
    expectCode(await logInWith(graphward, alice, code), 'INVALID_CREDENTIALS');
  });

  it.each(['000', 'x'.repeat(10_000), '', '１２３４５６', 'AAAAA-AAAAA-AAAAA-AAAAA'])(
    'rejects a code that is wrong, like any failure (%#)',
    async (otp) => {
      await enableSecondFactor(graphward, alice, clock());

      const wrongOtp = expectCode(await logInWith(graphward, alice, otp), 'INVALID_CREDENTIALS');
      const wrongPassword = await logInWith(graphward, { ...alice, password: 'wrong' }, otp);

      expect(expectCode(wrongPassword, 'INVALID_CREDENTIALS').message).toBe(wrongOtp.message);
      expect(eventsOf(alice)).toContain('login wrong_otp');
    },
  );

  it('a wrong password uses up no code', async () => {
    const { secret } = await enableSecondFactor(graphward, alice, clock());
    const code = nextCode(secret);

    expectCode(await logInWith(graphward, { ...alice, password: 'wrong' }, code), 'INVALID_CREDENTIALS');
    await signInWith(code);
  });

  it('a disabled account is not asked for a code', async () => {
    await enableSecondFactor(graphward, alice, clock());
    await graphward.app.services.users.setDisabled(null, alice.id, true, {
      requestId: 'test',
      ipAddress: null,
      userAgent: null,
    });
    expectCode(await logInWith(graphward, alice), 'INVALID_CREDENTIALS');
  });

  it('a code works once, on any server, and no earlier one after it', async () => {
    const { secret } = await enableSecondFactor(graphward, alice, clock());
    const earlier = nextCode(secret);
    const code = nextCode(secret);
    await signInWith(code);

    for (const server of [graphward, second])
      for (const used of [code, earlier])
        expectCode(await logInWith(server, alice, used), 'INVALID_CREDENTIALS');
  });

  it('the code that confirmed the secret does not sign in', async () => {
    const { secret } = await enableSecondFactor(graphward, alice, clock());
    expectCode(await logInWith(graphward, alice, codeAt(secret, clock())), 'INVALID_CREDENTIALS');
  });

  it('of concurrent sign-ins with one code exactly one succeeds', async () => {
    const { secret, recoveryCodes } = await enableSecondFactor(graphward, alice, clock());

    for (const otp of [nextCode(secret), recoveryCodes[0]]) {
      const servers = [graphward, second, graphward, second];
      const results = await Promise.all(servers.map((server) => logInWith(server, alice, otp)));
      expect(results.filter(({ errors }) => !errors)).toHaveLength(1);
    }
  });

  it('a recovery code works once, however it is typed', async () => {
    const { recoveryCodes } = await enableSecondFactor(graphward, alice, clock());
    const [code = '', other = ''] = recoveryCodes;

    const person = await signInWith(` ${withoutHyphens(code)} `);
    expect(amrOf(person)).toEqual(['pwd', 'otp', 'mfa']);
    expectCode(await logInWith(second, alice, code), 'INVALID_CREDENTIALS');
    await signInWith(other, second);
    expect(eventsOf(alice).filter((event) => event === 'recovery_code_used success')).toHaveLength(1);
  });

  it("a recovery code of another user doesn't work", async () => {
    await enableSecondFactor(graphward, alice, clock());
    const bob = await graphward.signUp('bob');
    const { recoveryCodes } = await enableSecondFactor(graphward, bob, clock());

    expectCode(await logInWith(graphward, alice, recoveryCodes[0]), 'INVALID_CREDENTIALS');
  });

  it('ignores a code that is not required', async () => {
    const person = await signInWith('123456');
    expect(amrOf(person)).toEqual(['pwd']);
  });

  it('limits attempts', async () => {
    const limited = await startGraphward({ clock, database, env: { SIGN_IN_LIMIT_PER_ACCOUNT: '5' } });
    await enableSecondFactor(graphward, alice, clock());
    const codes: unknown[] = [];
    // Signing up was the first attempt.
    for (let attempt = 1; attempt < 6; attempt += 1)
      codes.push((await logInWith(limited, alice, '000000')).errors?.[0]?.extensions.code);
    await limited.stop();

    expect(codes).toEqual([...Array<string>(4).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED']);
  });
});

it('limits codes per account, from all networks together', async () => {
  const env = { SIGN_IN_LIMIT_PER_ACCOUNT: '3', TRUST_PROXY: 'loopback' };
  const limited = await startGraphward({ clock, database, env });
  const { secret } = await enableSecondFactor(graphward, alice, clock());
  const code = nextCode(secret);
  const outcomeFrom = async (network: number, otp: string) => {
    const headers = { 'x-forwarded-for': `192.0.2.${network}` };
    return (await logInWith(limited, alice, otp, { headers })).errors?.[0]?.extensions.code;
  };
  const outcomes: unknown[] = [];
  for (const network of [1, 2, 3]) outcomes.push(await outcomeFrom(network, '000000'));
  outcomes.push(await outcomeFrom(4, code));
  await limited.stop();

  expect(outcomes).toEqual([...Array<string>(3).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED']);
});

describe('a session', () => {
  const vaultOf = (person: Person) => graphward.as(person).ask('{ vault }');

  it('without a second factor cannot use fields that demand one', async () => {
    expect(amrOf(alice)).toEqual(['pwd']);
    expectCode(await vaultOf(alice), 'REAUTHENTICATION_REQUIRED', 'MFA_REQUIRED');
    await enableSecondFactor(graphward, alice, clock());
    expectCode(await vaultOf(alice), 'REAUTHENTICATION_REQUIRED', 'MFA_REQUIRED');
  });

  it('remembers the second factor across refreshes and a change of the password', async () => {
    const { secret } = await enableSecondFactor(graphward, alice, clock());
    const person = await signInWith(nextCode(secret));
    expect(amrOf(person)).toEqual(['pwd', 'otp', 'mfa']);
    expect(expectData(await vaultOf(person))).toEqual({ vault: 'gold' });

    const refreshed = await refresh(second, person.refreshToken);
    expect(amrOf(refreshed)).toEqual(['pwd', 'otp', 'mfa']);

    const query =
      'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken refreshToken } }';
    const newPassword = 'four other words, quite long';
    const { changePassword } = expectData(
      await graphward
        .as({ ...person, ...refreshed })
        .ask(query, { input: { currentPassword: alice.password, newPassword } }),
    );
    expect(amrOf(changePassword as Person)).toEqual(['pwd', 'otp', 'mfa']);
    expect(expectData(await vaultOf({ ...person, ...(changePassword as Person) }))).toEqual({
      vault: 'gold',
    });
    expectCode(await logInWith(graphward, { ...alice, password: newPassword }), 'OTP_REQUIRED');
  });

  it('of an earlier version counts as one without a second factor', async () => {
    const sessions = client.db().collection('sessions');
    await sessions.updateMany({ userId: new ObjectId(alice.id) }, { $unset: { amr: 1 } });

    expect(amrOf(await refresh(graphward, alice.refreshToken))).toEqual(['pwd']);
  });
});

describe('disabling', () => {
  it('requires the password and a code', async () => {
    const { secret } = await enableSecondFactor(graphward, alice, clock());

    const wrongPassword = await disable(graphward, alice, nextCode(secret), 'not the password');
    expect(expectCode(wrongPassword, 'INVALID_CREDENTIALS').extensions.field).toBe('currentPassword');
    const wrongCode = await disable(graphward, alice, '000000');
    expect(expectCode(wrongCode, 'INVALID_CREDENTIALS').extensions.field).toBe('otp');

    const { disableSecondFactor } = expectData(await disable(graphward, alice, nextCode(secret)));
    expect(disableSecondFactor).toEqual({ secondFactor: false });
    expectData(await tryToLogIn(graphward, alice));
    expect(eventsOf(alice)).toContain('second_factor_disabled success');
  });

  it('deletes the secret and the recovery codes, and allows another enrolment', async () => {
    const { secret, recoveryCodes } = await enableSecondFactor(graphward, alice, clock());
    expectData(await disable(graphward, alice, recoveryCodes[0] ?? ''));

    const stored = await client
      .db()
      .collection('users')
      .findOne({ _id: new ObjectId(alice.id) });
    expect(stored).not.toHaveProperty('totp');
    await enableSecondFactor(graphward, alice, clock());
    expectCode(await logInWith(graphward, alice, nextCode(secret)), 'INVALID_CREDENTIALS');
    expectCode(await logInWith(graphward, alice, recoveryCodes[1]), 'INVALID_CREDENTIALS');
  });

  it('is a conflict without a second factor', async () => {
    expectCode(await disable(graphward, alice, '123456'), 'CONFLICT');
  });
});

describe('renewing the recovery codes', () => {
  const codesIn = (data: Record<string, unknown>) =>
    (data.renewRecoveryCodes as { recoveryCodes: string[] }).recoveryCodes;

  it('requires the password and a code', async () => {
    const { secret, recoveryCodes } = await enableSecondFactor(graphward, alice, clock());

    const wrongPassword = await renewRecoveryCodes(graphward, alice, nextCode(secret), 'not the password');
    expect(expectCode(wrongPassword, 'INVALID_CREDENTIALS').extensions.field).toBe('currentPassword');
    const wrongCode = await renewRecoveryCodes(graphward, alice, '000000');
    expect(expectCode(wrongCode, 'INVALID_CREDENTIALS').extensions.field).toBe('otp');

    await signInWith(recoveryCodes[0] ?? '');
    expect(eventsOf(alice)).toEqual(
      expect.arrayContaining(['recovery_codes_renewed wrong_password', 'recovery_codes_renewed wrong_otp']),
    );
  });

  it('returns ten new codes, and the earlier ones no longer work', async () => {
    const { secret, recoveryCodes } = await enableSecondFactor(graphward, alice, clock());

    const renewed = codesIn(expectData(await renewRecoveryCodes(graphward, alice, nextCode(secret))));

    expect(new Set([...renewed, ...recoveryCodes]).size).toBe(20);
    for (const server of [graphward, second])
      expectCode(await logInWith(server, alice, recoveryCodes[0]), 'INVALID_CREDENTIALS');
    await signInWith(renewed[0] ?? '', second);
    await signInWith(nextCode(secret));
    expect(eventsOf(alice)).toContain('recovery_codes_renewed success');
  });

  it('accepts a recovery code, which it uses up', async () => {
    const { recoveryCodes } = await enableSecondFactor(graphward, alice, clock());
    const [code = ''] = recoveryCodes;

    const [last = ''] = codesIn(expectData(await renewRecoveryCodes(graphward, alice, code)));

    expectCode(await renewRecoveryCodes(graphward, alice, code), 'INVALID_CREDENTIALS');
    await signInWith(last);
  });

  it('of two at once, on two servers, the codes of exactly one count', async () => {
    const { recoveryCodes } = await enableSecondFactor(graphward, alice, clock());

    const results = await Promise.all(
      [graphward, second].map((server, index) =>
        renewRecoveryCodes(server, alice, recoveryCodes[index] ?? ''),
      ),
    );

    const counting = await Promise.all(
      results.flatMap(({ data, errors }) => {
        const codes = errors ? [] : codesIn(data ?? {});
        return codes.slice(0, 1).map((code) => logInWith(graphward, alice, code));
      }),
    );
    expect(counting.filter(({ errors }) => !errors)).toHaveLength(1);
  });

  it('is a conflict without a second factor', async () => {
    expectCode(await renewRecoveryCodes(graphward, alice, '123456'), 'CONFLICT');
  });
});

describe('an administrator', () => {
  let admin: Person;
  beforeEach(async () => {
    admin = await graphward.signUp('ada', 'ADMIN');
  });

  it('disables the second factor of a user who lost everything', async () => {
    await enableSecondFactor(graphward, alice, clock());

    const { disableUserSecondFactor } = expectData(await disableFor(graphward, admin, alice.id));

    expect(disableUserSecondFactor).toEqual({ secondFactor: false });
    expectData(await tryToLogIn(second, alice));
    expect(graphward.logLines.findLast(({ event }) => event === 'second_factor_disabled')).toMatchObject({
      outcome: 'success',
      userId: admin.id,
      targetUserId: alice.id,
    });
    expectCode(await disableFor(graphward, admin, alice.id), 'CONFLICT');
  });

  it('must be one, must have signed in recently, and cannot do it for the own account', async () => {
    await enableSecondFactor(graphward, alice, clock());
    const bob = await graphward.signUp('bob');
    expectCode(await disableFor(graphward, bob, alice.id), 'FORBIDDEN');

    await enableSecondFactor(graphward, admin, clock());
    expect(expectCode(await disableFor(graphward, admin, admin.id), 'FORBIDDEN').message).toContain(
      'Use disableSecondFactor',
    );

    clock.advance(901);
    const refreshed = { ...admin, ...(await refresh(graphward, admin.refreshToken)) };
    expectCode(await disableFor(graphward, refreshed, alice.id), 'REAUTHENTICATION_REQUIRED');
    expectCode(await logInWith(graphward, alice), 'OTP_REQUIRED');
  });

  it('gets NOT_FOUND for an unknown user', async () => {
    expectCode(await disableFor(graphward, admin, '0'.repeat(24)), 'NOT_FOUND');
  });
});

describe('the owner gets a mail', () => {
  const subjects = () =>
    mail()
      .mailsTo(alice.email)
      .map(({ headers }) => headers.get('subject'))
      .sort();

  it('when the second factor is enabled, recovery codes are used and renewed, and when it is disabled', async () => {
    const { secret, recoveryCodes } = await enableSecondFactor(graphward, alice, clock());
    await signInWith(recoveryCodes[0] ?? '');
    expectData(await renewRecoveryCodes(graphward, alice, nextCode(secret)));
    expectData(await disable(graphward, alice, nextCode(secret)));

    await eventually(() =>
      expect(subjects()).toEqual([
        'A recovery code was used',
        'A second factor was enabled',
        'Your recovery codes were renewed',
        'Your second factor was disabled',
      ]),
    );
  });

  it('when an administrator disables it', async () => {
    await enableSecondFactor(graphward, alice, clock());
    const admin = await graphward.signUp('ada', 'ADMIN');
    expectData(await disableFor(graphward, admin, alice.id));

    await mail().mailTo(alice.email, /^Your second factor was disabled$/);
  });

  it('of nothing that was refused', async () => {
    const { recoveryCodes } = await enableSecondFactor(graphward, alice, clock());
    const [used = ''] = recoveryCodes;
    await signInWith(used);
    for (const otp of [used, '000000']) {
      expectCode(await logInWith(graphward, alice, otp), 'INVALID_CREDENTIALS');
      expectCode(await disable(graphward, alice, otp), 'INVALID_CREDENTIALS');
      expectCode(await renewRecoveryCodes(graphward, alice, otp), 'INVALID_CREDENTIALS');
    }

    await eventually(async () =>
      expect(await client.db().collection('mailOutbox').countDocuments({ userId: alice.id })).toBe(0),
    );
    expect(subjects()).toEqual(['A recovery code was used', 'A second factor was enabled']);
  });
});

it('a reset of the password keeps the second factor', async () => {
  const { secret, recoveryCodes } = await enableSecondFactor(graphward, alice, clock());
  expectData(await requestPasswordReset(graphward, alice.email));
  const password = 'four words after the reset';
  const token = tokenIn(await mail().mailTo(alice.email, /^Reset/));
  expectData(await resetPassword(graphward, token, password));

  alice = { ...alice, password };
  expectCode(await logInWith(graphward, alice), 'OTP_REQUIRED');
  await signInWith(nextCode(secret));
  await signInWith(recoveryCodes[0] ?? '');
});

it('/metrics counts second factors by outcome', async () => {
  const read = async () => {
    const text = await (await fetch(`${graphward.url}/metrics`)).text();
    return (name: string, labels: string) =>
      Number(new RegExp(`^${name}\\{${labels}\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  };
  const before = await read();
  const { secret, recoveryCodes } = await enableSecondFactor(graphward, alice, clock());
  await signInWith(nextCode(secret));
  await signInWith(recoveryCodes[0] ?? '');
  expectCode(await logInWith(graphward, alice, '000000'), 'INVALID_CREDENTIALS');
  expectData(await disable(graphward, alice, nextCode(secret)));
  const after = await read();

  const raised = (name: string, labels: string) => after(name, labels) - before(name, labels);
  const checks = 'graphward_second_factor_checks_total';
  expect(['code', 'recovery_code', 'refused'].map((each) => raised(checks, `outcome="${each}"`))).toEqual([
    2, 1, 1,
  ]);
  const events = ['second_factor_enabled', 'second_factor_disabled', 'recovery_code_used'];
  for (const type of events)
    expect([type, raised('graphward_security_events_total', `type="${type}",outcome="success"`)]).toEqual([
      type,
      1,
    ]);
});

describe('secrets', () => {
  it('are not in the database, the audit trail, the log or an export', async () => {
    const { secret, recoveryCodes } = await enableSecondFactor(graphward, alice, clock());
    const person = await signInWith(recoveryCodes[0] ?? '');
    const code = nextCode(secret);
    await signInWith(code);

    const { exportAccount, me } = expectData(
      await graphward.as(person).ask('{ exportAccount me { secondFactor } }'),
    );
    expect(me).toEqual({ secondFactor: true });
    const stored = await Promise.all(
      (await client.db().collections()).map((collection) => collection.find().toArray()),
    );
    const everything = JSON.stringify([stored, graphward.logLines, exportAccount]);
    expect(everything).toContain('recovery_code_used');
    expect(everything).not.toContain(secret);
    for (const each of recoveryCodes) {
      expect(everything).not.toContain(each);
      expect(everything).not.toContain(each.replaceAll('-', ''));
    }
    expect(String(exportAccount)).not.toMatch(/totp|hash|recoveryCodes/);
    expect(JSON.parse(String(exportAccount))).toMatchObject({ account: { secondFactor: true } });
  });

  it('never reach a module', async () => {
    await enableSecondFactor(graphward, alice, clock());
    const { users } = graphward.app.services;
    const loaded = await users.findByEmail(alice.email);
    expect(loaded).toMatchObject({ secondFactor: true });
    expect(loaded).not.toHaveProperty('totp');
  });

  it('of one account are useless in another', async () => {
    const { secret } = await enableSecondFactor(graphward, alice, clock());
    const bob = await graphward.signUp('bob');
    await enableSecondFactor(graphward, bob, clock());
    const users = client.db().collection('users');
    const stored = await users.findOne({ _id: new ObjectId(alice.id) });
    await users.updateOne(
      { _id: new ObjectId(bob.id) },
      { $set: { 'totp.secret': (stored as unknown as { totp: { secret: unknown } }).totp.secret } },
    );

    expectCode(await logInWith(graphward, bob, nextCode(secret)), 'INVALID_CREDENTIALS');
  });
});

it('other users cannot see whether somebody has a second factor', async () => {
  const bob = await graphward.signUp('bob');
  const admin = await graphward.signUp('ada', 'ADMIN');
  await enableSecondFactor(graphward, bob, clock());

  const query = `{ user(id: "${bob.id}") { secondFactor } }`;
  expectCode(await graphward.as(alice).ask(query), 'FORBIDDEN');
  expect(expectData(await graphward.as(admin).ask(query))).toEqual({ user: { secondFactor: true } });
});
