import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, useGraphward } from '../support/graphward.js';

const graphward = useGraphward({ sessionsPerUser: 3 });

const sessionsOf = async (person: Person) =>
  (expectData(await graphward.as(person).ask('{ sessions { id current } }')).sessions as { id: string }[])
    .length;

it('ends the oldest session if a user exceeds the limit', async () => {
  const oldest = await graphward.signUp('alice');
  let newest = oldest;
  for (let time = 0; time < 3; time += 1) newest = await graphward.signIn(oldest);

  await eventually(async () => expect(await sessionsOf(newest)).toBe(3));

  // A session ends one write before its tokens do.
  await eventually(
    async () =>
      void expectCode(await graphward.as(oldest).ask('{ me { id } }'), 'UNAUTHENTICATED', 'TOKEN_REVOKED'),
  );
  const input = { refreshToken: oldest.refreshToken };
  const refresh = 'mutation ($input: RefreshInput!) { refresh(input: $input) { accessToken } }';
  expectCode(await graphward.ask(refresh, { input }), 'INVALID_REFRESH_TOKEN');
});

it('an administrator sees and ends all sessions, other users only their own', async () => {
  const admin = await graphward.signUp('admin', 'ADMIN');
  const bob = await graphward.signUp('bob');
  const carol = await graphward.signUp('carol');
  const query = 'query ($id: ID!) { user(id: $id) { sessions { id current userAgent ipAddress } } }';
  const revoke = 'mutation ($id: ID!) { revokeSession(id: $id) { id } }';

  const { user } = expectData(await graphward.as(admin).ask(query, { id: bob.id }));
  expect(user.sessions).toEqual([
    { id: expect.any(String), current: false, userAgent: 'node', ipAddress: '127.0.0.1' },
  ]);
  const id = user.sessions[0].id as string;

  expectCode(await graphward.as(carol).ask(revoke, { id }), 'NOT_FOUND');
  expectData(await graphward.as(bob).ask('{ me { id } }'));
  expectData(await graphward.as(admin).ask(revoke, { id }));
  expectCode(await graphward.as(bob).ask('{ me { id } }'), 'UNAUTHENTICATED', 'TOKEN_REVOKED');
});
