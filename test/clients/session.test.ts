import { createSession, type Session, type SessionOptions } from '@graphward/client';
import { createTestClock } from '../support/clock.js';
import { type Person, useGraphward } from '../support/graphward.js';
import { countingFetch } from './counting-fetch.js';

const clock = createTestClock();
const graphward = useGraphward({ clock });

function open(options: Partial<SessionOptions> = {}): Session {
  return createSession({ url: `${graphward.url}/graphql`, ...options });
}

async function signIn(options?: Partial<SessionOptions>): Promise<{ session: Session; alice: Person }> {
  const alice = await graphward.signUp('alice');
  const session = open(options);
  await session.login(alice);
  return { session, alice };
}

const me = '{ me { id email } }';

it('signs in, executes and signs out', async () => {
  const alice = await graphward.signUp('alice');
  const session = open();
  const statuses: string[] = [];
  session.subscribe(() => statuses.push(session.snapshot.status));

  const viewer = await session.login({ email: alice.email, password: alice.password });

  expect(viewer).toMatchObject({
    id: alice.id,
    email: alice.email,
    name: 'alice',
    roles: ['USER'],
    mfa: false,
  });
  expect(viewer.authTime).toEqual(new Date(Math.floor(clock().getTime() / 1000) * 1000));
  expect(await session.execute(me)).toEqual({
    data: { me: { id: alice.id, email: alice.email } },
    errors: [],
    denied: [],
  });
  await session.logout();
  expect(session.snapshot).toEqual({ status: 'signed-out', viewer: null, online: true });
  expect(statuses).toEqual(['signed-in', 'signed-out']);
  expect(await session.execute(me)).toMatchObject({
    data: { me: null },
    denied: [{ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING', path: ['me'] }],
  });
});

it('registers', async () => {
  const session = open();
  const viewer = await session.register({ email: 'new@example.com', password: 'four words make one' });
  expect(viewer).toMatchObject({ email: 'new@example.com' });
  expect(await session.execute(me)).toMatchObject({ data: { me: { email: 'new@example.com' } } });
});

it('refreshes once for 20 operations whose token has expired', async () => {
  const counting = countingFetch();
  const { session } = await signIn({ fetch: counting.fetch });
  clock.advance(601);

  const results = await Promise.all(Array.from({ length: 20 }, () => session.execute(me)));

  expect(results.flatMap(({ errors }) => errors)).toEqual([]);
  expect(counting.count('Refresh')).toBe(1);
});
