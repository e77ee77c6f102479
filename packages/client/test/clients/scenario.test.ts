import { createSession, type RefreshTokenStorage, type Session } from '@graphward/client';
import { createTestClock } from '../../../../test/support/clock.js';
import { expectCode, expectData } from '../../../../test/support/expectations.js';
import { type Person, useGraphward } from '../../../../test/support/graphward.js';
import { tryToRefresh } from '../../../../test/support/sessions.js';
import { createApolloClient } from './apollo-client.js';
import { createGraphqlRequest } from './graphql-request.js';
import type { GraphqlClient } from './operations.js';
import { createPlainClient } from './plain-fetch.js';
import { createRelay } from './relay.js';
import { createUrql } from './urql.js';

const clock = createTestClock();
const graphward = useGraphward({ clock });
const accessTokenTtl = 600;
const grace = 30;

/** A storage that shows the refresh token, as a thief would see it. */
class VisibleStorage implements RefreshTokenStorage {
  token: string | null = null;
  get = () => this.token;
  set = (token: string) => void (this.token = token);
  remove = () => void (this.token = null);
}

/** The successful refreshes of a user so far. */
const refreshesOf = ({ id }: Person) =>
  graphward.logLines.filter(({ event, userId }) => event === 'refresh' && userId === id);

describe.each<[string, (session: Session) => GraphqlClient]>([
  ['Apollo Client', createApolloClient],
  ['urql', createUrql],
  ['Relay', createRelay],
  ['graphql-request', createGraphqlRequest],
  ['fetch', createPlainClient],
])('%s', (_name, createClient) => {
  async function signIn() {
    const alice = await graphward.signUp('alice');
    const storage = new VisibleStorage();
    const session = createSession({ url: `${graphward.url}/graphql`, storage });
    await session.login(alice);
    return { alice, session, storage, client: createClient(session) };
  }

  it('returns partial data with a denied field', async () => {
    const { alice, client } = await signIn();
    expect(await client.me()).toEqual({
      data: { me: expect.objectContaining({ id: alice.id, email: alice.email, disabled: null }) },
      denied: { 'me.disabled': 'FORBIDDEN' },
      error: null,
    });
  });

  it('reports an operation that is denied as a whole as an error', async () => {
    const { client } = await signIn();
    expect(await client.users()).toEqual({ data: null, denied: {}, error: 'FORBIDDEN' });
  });

  it('survives the expiry of the token', async () => {
    const { alice, client } = await signIn();
    clock.advance(accessTokenTtl + 1);
    expect(await client.me()).toMatchObject({ data: { me: { id: alice.id } } });
    expect(refreshesOf(alice)).toHaveLength(1);
  });

  it('refreshes once for 20 operations at expiry', async () => {
    const { alice, client } = await signIn();
    clock.advance(accessTokenTtl + 1);

    const names = Array.from({ length: 20 }, (_, index) => `Alice ${index}`);
    const outcomes = await Promise.all(names.map((name) => client.rename(name)));

    expect(outcomes.map(({ data }) => data?.updateProfile.name)).toEqual(names);
    expect(refreshesOf(alice)).toHaveLength(1);
  });

  it("applies an administrator's role change without signing in again", async () => {
    const { alice, session, client } = await signIn();
    const admin = await graphward.signUp('admin', 'ADMIN');
    await client.me();
    expectData(
      await graphward
        .as(admin)
        .ask('mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }', {
          input: { userId: alice.id, roles: ['ADMIN'] },
        }),
    );

    expect(await client.me()).toMatchObject({
      data: { me: { disabled: false, roles: ['ADMIN'] } },
      denied: {},
    });
    expect(session.viewer?.roles).toEqual(['ADMIN']);
  });

  it('is signed out when somebody else uses an earlier refresh token', async () => {
    const { session, storage, client } = await signIn();
    const stolen = storage.token ?? '';
    clock.advance(accessTokenTtl + 1);
    await client.me();
    clock.advance(grace + 1);
    expectCode(await tryToRefresh(graphward, stolen), 'INVALID_REFRESH_TOKEN');

    expect(await client.me()).toMatchObject({ data: null, error: 'UNAUTHENTICATED' });

    expect(session.snapshot).toMatchObject({ status: 'signed-out', viewer: null });
    expect(storage.token).toBeNull();
  });

  it('signs out', async () => {
    const { session, storage, client } = await signIn();
    const last = storage.token ?? '';
    await session.logout();
    expect(session.snapshot.status).toBe('signed-out');
    expect(await client.me()).toMatchObject({ data: null, error: 'UNAUTHENTICATED' });
    expectCode(await tryToRefresh(graphward, last), 'INVALID_REFRESH_TOKEN');
  });
});
