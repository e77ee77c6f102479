import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { queryDenials, sessionLink } from '../../src/apollo.js';
import { deniedFields, fetchPartialData } from '../../src/denied-fields.js';

const denial = (...path: (string | number)[]) => ({
  message: 'Denied.',
  path,
  extensions: { code: 'FORBIDDEN' },
});
const failure = (...path: string[]) => ({
  message: 'Failed.',
  path,
  extensions: { code: 'INTERNAL_SERVER_ERROR' },
});

const responding = (body: unknown, init?: ResponseInit) =>
  fetchPartialData(() =>
    Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), init)),
  );
const bodyOf = async (body: unknown, init?: ResponseInit) =>
  (await responding(body, init)('https://api.example.com/graphql')).json();

it('moves denials out of the errors', async () => {
  const data = { user: { name: 'Alice', email: null } };
  expect(await bodyOf({ data, errors: [denial('user', 'email')], extensions: { cost: 1 } })).toEqual({
    data,
    extensions: { cost: 1, denied: [denial('user', 'email')] },
  });
});

it('leaves other errors where they are', async () => {
  const data = { user: { name: null, email: null } };
  expect(await bodyOf({ data, errors: [failure('user', 'name'), denial('user', 'email')] })).toEqual({
    data,
    errors: [failure('user', 'name')],
    extensions: { denied: [denial('user', 'email')] },
  });
});

it.each([
  ['without errors', { data: { me: { name: 'Alice' } } }],
  ['of an operation that is denied as a whole', { data: { users: null }, errors: [denial('users')] }],
  [
    'whose only other data is its type',
    { data: { __typename: 'Query', users: null }, errors: [denial('users')] },
  ],
  ['of a mutation that did not run', { data: { a: null, b: null }, errors: [denial('a'), denial('b')] }],
  ['without data', { errors: [{ message: 'Rejected.', extensions: { code: 'UNAUTHENTICATED' } }] }],
  ['with data null', { data: null, errors: [denial('me')] }],
  [
    'with an error of the whole request',
    { data: { me: {} }, errors: [{ message: 'x', extensions: { code: 'FORBIDDEN' } }] },
  ],
  ['with malformed errors', { data: { me: {} }, errors: 'none' }],
])('does not change a response %s', async (_what, body) => {
  expect(await bodyOf(body)).toEqual(body);
});

it.each(['', 'no JSON with "errors"', '[{"errors":[]}]', 'null'])('passes on the body %j', async (text) => {
  const response = await responding(text)('https://api.example.com/graphql');
  expect(await response.text()).toBe(text);
});

it('passes on a response with an error status', async () => {
  const body = { data: { me: {} }, errors: [denial('me', 'x')] };
  expect(await bodyOf(body, { status: 503 })).toEqual(body);
});

it('keeps status and headers, but not those of the encoded body', async () => {
  const response = await responding(
    { data: { a: 1, b: null }, errors: [denial('b')] },
    { headers: { 'x-request-id': '7', 'content-length': '5', 'content-encoding': 'gzip' } },
  )('https://api.example.com/graphql');
  expect(Object.fromEntries(response.headers)).toEqual({
    'content-type': 'text/plain;charset=UTF-8',
    'x-request-id': '7',
  });
});

it.each([{}, { extensions: null }, { extensions: { denied: 'all' } }, { extensions: { denied: [null, 1] } }])(
  'finds no denied fields in %j',
  (result) => {
    expect(deniedFields(result)).toEqual([]);
  },
);

describe('queries of Apollo Client', () => {
  const query = gql`
    query User($id: ID!, $deep: Boolean = false) {
      user(id: $id) {
        id
        email
        friend @include(if: $deep)
      }
    }
  `;

  function createClient() {
    const session = {
      url: 'https://api.example.com/graphql',
      snapshot: { status: 'signed-in', viewer: { id: 'alice' }, online: true } as any,
      // User 1 may be seen, all others may not.
      fetch: (_input: unknown, init?: RequestInit) => {
        const { id } = JSON.parse(init?.body as string).variables;
        const user = { __typename: 'User', id, email: id === '1' ? 'one@example.com' : null };
        const errors = id === '1' ? {} : { errors: [denial('user', 'email')] };
        return Promise.resolve(
          new Response(JSON.stringify({ data: { user }, ...errors }), {
            headers: { 'content-type': 'application/graphql-response+json' },
          }),
        );
      },
    };
    const client = new ApolloClient({ link: sessionLink(session), cache: new InMemoryCache() });
    return { session, client };
  }

  it('are told apart by their variables', async () => {
    const { session, client } = createClient();
    await client.query({ query, variables: { id: '1' } });
    await client.query({ query, variables: { id: '2' } });
    expect(queryDenials(session, 'User', { id: '1' })).toEqual([]);
    expect(queryDenials(session, 'User', { id: '2' })).toMatchObject([
      { code: 'FORBIDDEN', path: ['user', 'email'] },
    ]);
    expect(queryDenials(session, 'User', { id: '3' })).toEqual([]);
    // The latest one.
    expect(queryDenials(session, 'User')).toHaveLength(1);
    expect(queryDenials(session, 'Other')).toEqual([]);
  });

  it('belong to one viewer', async () => {
    const { session, client } = createClient();
    await client.query({ query, variables: { id: '2' } });
    session.snapshot = { ...session.snapshot, viewer: { id: 'bob' } };
    expect(queryDenials(session, 'User', { id: '2' })).toEqual([]);
  });

  it('are answered from the cache with their denials', async () => {
    const { session, client } = createClient();
    await client.query({ query, variables: { id: '2' } });
    const { data } = await client.query({ query, variables: { id: '2' }, fetchPolicy: 'cache-first' });
    expect(data).toMatchObject({ user: { email: null } });
    expect(queryDenials(session, 'User', { id: '2' })).toHaveLength(1);
  });

  it('without a link of the session have none', () => {
    expect(queryDenials({ snapshot: { status: 'signed-out', viewer: null, online: true } }, 'User')).toEqual(
      [],
    );
  });
});
