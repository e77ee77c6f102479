import {
  createSession,
  type ReauthenticationCredentials,
  type ReauthenticationRequest,
  type Session,
} from '@graphward/client';
import { defineModule } from '../../../../src/index.js';
import { createTestClock } from '../../../../test/support/clock.js';
import { eventually } from '../../../../test/support/eventually.js';
import { type Person, useGraphward } from '../../../../test/support/graphward.js';
import { codeAt, enableSecondFactor } from '../../../../test/support/second-factor.js';
import { createNetwork } from './network.js';

let count = 0;
/** A mutation that can be counted, with fields that need recent credentials or a second factor. */
const counter = defineModule({
  name: 'counter',
  typeDefs: `
    type Counter { id: ID!  value: Int @auth(requires: USER, maxAge: 60)  plain: Int! }
    extend type Query { counter: Counter @auth }
    extend type Mutation {
      count: Counter @auth
      countRecently: Counter @auth(requires: USER, maxAge: 60)
      countSafely: Counter @auth(requires: USER, mfa: true)
    }
  `,
  resolvers: {
    Query: { counter: () => ({ id: 'counter', value: count, plain: count }) },
    Mutation: { count: increment, countRecently: increment, countSafely: increment },
  },
});

function increment() {
  count += 1;
  return { id: 'counter', value: count, plain: count };
}

const clock = createTestClock();
const graphward = useGraphward({ clock, modules: [counter] });

beforeEach(() => {
  count = 0;
});

type Answer = (person: Person, request: ReauthenticationRequest) => ReauthenticationCredentials | null;

/** A user who signed in two minutes ago and, when asked, enters these one after the other. */
async function signIn(...answers: Answer[]) {
  const alice = await graphward.signUp('alice');
  const network = createNetwork();
  const asked: ReauthenticationRequest[] = [];
  const session = createSession({
    url: `${graphward.url}/graphql`,
    fetch: network.fetch,
    onReauthenticate: (request) => {
      asked.push(request);
      return answers[asked.length - 1]?.(alice, request) ?? null;
    },
  });
  await session.login(alice);
  clock.advance(120);
  network.sent.length = 0;
  return { session, alice, network, asked };
}

const rightPassword: Answer = ({ password }) => ({ password });
const wrongPassword: Answer = () => ({ password: 'not the password at all' });
const countRecently = 'mutation Count { countRecently { plain } }';

const numberOfSessions = async (session: Session) =>
  (await session.execute<{ sessions: unknown[] }>('{ sessions { id } }')).data?.sessions.length;

it('asks for the password, repeats the mutation once and ends the former session', async () => {
  const { session, alice, network, asked } = await signIn(rightPassword);
  const former = session.viewer?.sessionId;

  const { data, errors } = await session.execute(countRecently);

  expect({ data, errors }).toEqual({ data: { countRecently: { plain: 1 } }, errors: [] });
  expect(asked).toEqual([{ email: alice.email, mfa: false, error: null }]);
  expect(network.sent).toEqual(['Count', 'Login', 'RevokeSession', 'Count']);
  expect(session.viewer?.sessionId).not.toBe(former);
  // That of signing up, and the new one.
  await eventually(async () => expect(await numberOfSessions(session)).toBe(2));
});

it('asks once for concurrent operations', async () => {
  const { session, asked } = await signIn(rightPassword);
  const results = await Promise.all(Array.from({ length: 5 }, () => session.execute(countRecently)));
  expect(results.flatMap(({ errors }) => errors)).toEqual([]);
  expect(asked).toHaveLength(1);
  expect(count).toBe(5);
});

it('returns the denial if the user gives up', async () => {
  const { session } = await signIn(() => null);
  const { data, denied } = await session.execute(countRecently);
  expect(data).toEqual({ countRecently: null });
  expect(denied).toMatchObject([{ code: 'REAUTHENTICATION_REQUIRED', path: ['countRecently'] }]);
  expect(session.snapshot.status).toBe('signed-in');
});

it('asks again after wrong credentials, and gives up after three attempts', async () => {
  const { session, asked } = await signIn(wrongPassword, rightPassword);
  expect((await session.execute(countRecently)).errors).toEqual([]);
  expect(asked.map(({ error }) => error?.code)).toEqual([undefined, 'INVALID_CREDENTIALS']);

  const stubborn = await signIn(wrongPassword, wrongPassword, wrongPassword, rightPassword);
  const { errors } = await stubborn.session.execute(countRecently);
  expect(errors).toMatchObject([{ code: 'REAUTHENTICATION_REQUIRED' }]);
  expect(stubborn.asked).toHaveLength(3);
  expect(count).toBe(1);
});

it('completes a query', async () => {
  const { session } = await signIn(rightPassword);
  expect(await session.execute('query Counter { counter { plain value } }')).toMatchObject({
    data: { counter: { plain: 0, value: 0 } },
    denied: [],
  });
});

it('never repeats a mutation that has run', async () => {
  const { session, asked } = await signIn(rightPassword);
  const { data, denied } = await session.execute('mutation Count { count { plain value } }');
  expect(data).toEqual({ count: { plain: 1, value: null } });
  expect(denied).toMatchObject([{ code: 'REAUTHENTICATION_REQUIRED', path: ['count', 'value'] }]);
  expect(asked).toEqual([]);
});

it('asks for the second factor if the operation needs one', async () => {
  const { session, alice, asked } = await signIn(rightPassword, ({ password }) => ({
    password,
    otp: codeAt(secret, clock()),
  }));
  const { secret } = await enableSecondFactor(graphward, alice, clock());
  clock.advance(60);

  const { data, errors } = await session.execute('mutation Count { countSafely { plain } }');

  expect({ data, errors }).toEqual({ data: { countSafely: { plain: 1 } }, errors: [] });
  expect(asked.map(({ mfa, error }) => [mfa, error?.code])).toEqual([
    [true, undefined],
    [true, 'OTP_REQUIRED'],
  ]);
  expect(session.viewer?.mfa).toBe(true);
});

it('repeats once if the new session does not satisfy the requirement either', async () => {
  const { session, network, asked } = await signIn(rightPassword, rightPassword);
  const { errors } = await session.execute('mutation Count { countSafely { plain } }');
  expect(errors).toMatchObject([{ code: 'REAUTHENTICATION_REQUIRED', reason: 'MFA_REQUIRED' }]);
  expect(network.sent.filter((name) => name === 'Count')).toHaveLength(2);
  expect(asked).toHaveLength(1);
});

it('works without a callback: the operation is denied', async () => {
  const alice = await graphward.signUp('alice');
  const session = createSession({ url: `${graphward.url}/graphql` });
  await session.login(alice);
  clock.advance(120);
  expect((await session.execute(countRecently)).denied).toHaveLength(1);
});

it('fails with the error of the callback', async () => {
  const { session } = await signIn(() => {
    throw new Error('The dialog is broken.');
  });
  await expect(session.execute(countRecently)).rejects.toThrow('The dialog is broken.');
});
