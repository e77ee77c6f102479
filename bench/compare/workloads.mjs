// What the servers are asked to do. `same` reduces a response to the part that must be equal in all of them.
const row = 'id name email roles createdAt';
const users = `query Users($first: Int!) { benchUsers(first: $first) { ${row} } }`;
const credentials = '$input: LoginInput!) { login(input: $input) { accessToken refreshToken expiresIn } }';

const whole = ({ status, body }) => ({ status, body });
const dataAndCodes = ({ status, body }) => ({
  status,
  data: body.data,
  errors: body.errors?.map(({ path, extensions }) => ({ path, code: extensions?.code })),
});
// The token is rejected before GraphQL runs, and each server words that differently.
const rejection = ({ status, body }) => ({
  status,
  data: body.data ?? null,
  hasErrors: body.errors?.length > 0,
});

export const workloads = [
  {
    name: 'me',
    description: 'one row × 5 fields, no database',
    operation: () => ({ query: `{ benchMe { ${row} } }` }),
    same: whole,
  },
  {
    name: 'list20',
    description: '20 rows × 5 fields, 3 of them protected',
    operation: () => ({ query: users, variables: { first: 20 } }),
    same: whole,
  },
  {
    name: 'list1000',
    description: '1,000 rows × 5 fields, 3 of them protected',
    operation: () => ({ query: users, variables: { first: 1000 } }),
    same: whole,
  },
  {
    name: 'denied',
    description: 'one row × 5 fields, one of them denied',
    operation: () => ({ query: '{ benchMe { id name email roles notes } }' }),
    same: dataAndCodes,
  },
  {
    name: 'expired',
    description: 'an expired token',
    operation: () => ({ query: `{ benchMe { ${row} } }` }),
    token: 'expired',
    status: 401,
    same: rejection,
  },
  {
    name: 'introspection',
    description: 'the fields of a type that the role may use',
    operation: () => ({ query: '{ __type(name: "BenchUser") { name fields { name description } } }' }),
    same: whole,
  },
  {
    name: 'me-document',
    description: 'the viewer, from the database',
    operation: () => ({ query: '{ me { id email roles name } }' }),
    // No other workload warms up the code of the database driver.
    durationFactor: 2,
    same: whole,
  },
  {
    name: 'login',
    description: 'sign-in with a password',
    operation: ({ email, password }) => ({
      query: `mutation Login(${credentials}`,
      variables: { input: { email, password } },
    }),
    token: 'none',
    connections: 8,
    // A hash takes tens of milliseconds, so a steady rate needs more time.
    durationFactor: 2,
    same: ({ status }) => ({ status }),
  },
  {
    name: 'refresh',
    description: 'token rotation, one chain per connection',
    refreshes: true,
    operation: ({ refreshToken }) => ({
      query: 'mutation Refresh($input: RefreshInput) { refresh(input: $input) { accessToken refreshToken } }',
      variables: { input: { refreshToken } },
    }),
    token: 'none',
    connections: 8,
    same: ({ status }) => ({ status }),
  },
];
