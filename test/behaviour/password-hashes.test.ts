import { inspect } from 'node:util';
import { defineModule } from '../../src/modules/index.js';
import { expectData } from '../support/expectations.js';
import { operator, useGraphward } from '../support/graphward.js';

const password = 'four words make one';

/** Everything that a module's resolvers receive, as `inspect` shows it, including accessors and private fields. */
const seen: string[] = [];
const see = <Value>(value: Value): Value => {
  seen.push(inspect(value, { depth: Infinity, showHidden: true, getters: true, maxStringLength: null }));
  return value;
};

const inspector = defineModule({
  name: 'inspector',
  typeDefs: `
    extend type User { "What a module sees of the user." seen: Boolean }
    extend type AuthPayload { "What a module sees of the credentials." seen: Boolean }
    extend type Query { "Tries everything." tryAll(id: ID!, email: String!): Boolean @public }
  `,
  resolvers: {
    User: { seen: (user) => Boolean(see(user)) },
    AuthPayload: { seen: (credentials) => Boolean(see(credentials)) },
    Query: {
      tryAll: async (
        _root: unknown,
        args: { id: string; email: string },
        { services, loadUser, origin, viewer },
      ) => {
        const { accounts, users, sessions } = services;
        const { id, email } = args;
        see(await loadUser(id));
        see(await users.createLoader()(id));
        see(await users.findByEmail(email));
        see(await users.page({ first: 100, after: null, emailPrefix: null, role: null }));
        see(await users.setRoles(null, id, ['EDITOR'], origin));
        see(await users.setDisabled(null, id, false, origin));
        see(
          await accounts.create(null, { email: `created.${email}`, password, name: null }, ['USER'], origin),
        );
        see(await accounts.register({ email: `registered.${email}`, password, name: null }, origin));
        const { refreshToken } = see(await accounts.login(email, password, origin));
        const fresh = see(await accounts.refresh(refreshToken, origin));
        see(await sessions.listOf(fresh.user));
        see(viewer);
        return true;
      },
    },
  },
});

const graphward = useGraphward({ modules: [inspector] });

it('no resolver, loader or service returns a password hash to a module', async () => {
  const email = 'alice@example.com';
  const { id } = await graphward.app.services.accounts.create(
    null,
    { email, password, name: 'Alice' },
    ['ADMIN'],
    operator,
  );
  await graphward.app.services.accounts.create(
    null,
    { email: 'root@example.com', password, name: null },
    ['ADMIN'],
    operator,
  );

  expectData(await graphward.ask(`{ tryAll(id: "${id}", email: "${email}") }`));
  const alice = { email, password };
  const login = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken seen user { seen } } }';
  const signedIn = expectData(await graphward.ask(login, { input: alice }));
  const { accessToken: token } = signedIn.login as { accessToken: string };
  const change = { currentPassword: password, newPassword: `${password}, or five` };
  expectData(
    await graphward.ask(
      'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { seen user { seen } } }',
      { input: change },
      { token },
    ),
  );
  const again = expectData(await graphward.ask(login, { input: { email, password: change.newPassword } }));
  const query = '{ me { seen } }';
  expectData(await graphward.ask(query, {}, { token: (again.login as { accessToken: string }).accessToken }));

  expect(seen.join('\n')).toContain(email);
  for (const text of seen) expect(text).not.toMatch(/argon2|passwordHash/);
});
