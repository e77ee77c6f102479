/** What errors about a request that does not fit the schema give away of that schema. */
import type { GraphqlResult } from '../support/client.js';
import { type Person, startGraphward, type TestServer } from '../support/graphward.js';

const modes = ['role', 'full', 'off'] as const;
type Mode = (typeof modes)[number];
const servers = {} as Record<Mode, TestServer>;
const people = {} as Record<Mode, Record<'admin' | 'alice', Person>>;

beforeAll(async () => {
  for (const mode of modes) {
    const server = await startGraphward({ env: { INTROSPECTION: mode } });
    servers[mode] = server;
    people[mode] = { admin: await server.signUp('admin', 'ADMIN'), alice: await server.signUp('alice') };
  }
});
afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.stop()));
});

async function messageFor(
  who: 'admin' | 'alice' | 'nobody',
  query: string,
  { mode = 'role', variables = {} }: { mode?: Mode; variables?: Record<string, unknown> } = {},
): Promise<string> {
  const server = servers[mode];
  const asker = who === 'nobody' ? server : server.as(people[mode][who]);
  const result: GraphqlResult = await asker.ask(query, variables);
  expect([result.status, result.data]).toEqual([400, undefined]);
  return (result.errors ?? []).map(({ message }) => message).join('\n');
}

const unsuggested = 'Cannot query field "userz" on type "Query".';
const nameless = 'The operation does not match the schema here.';

test('only who may use a field is told that its name was misspelt', async () => {
  expect(await messageFor('admin', '{ userz { id } }')).toBe(
    `${unsuggested} Did you mean "user" or "users"?`,
  );
  for (const who of ['alice', 'nobody'] as const)
    expect(await messageFor(who, '{ userz { id } }')).toBe(unsuggested);
});

test('whatever a viewer may use is suggested to them', async () => {
  expect(await messageFor('alice', '{ me { emial } }')).toContain('Did you mean "email"?');
  expect(await messageFor('nobody', 'mutation { logn }')).toContain('Did you mean "login"?');
});

test('a type behind a hidden field is not named', async () => {
  expect(await messageFor('nobody', '{ users }')).toBe(nameless);
  expect(await messageFor('admin', '{ users }')).toContain('"UserConnection"');
  expect(await messageFor('alice', 'mutation { setUserDisabled(input: { userId: 1 }) { id } }')).toBe(
    nameless,
  );
  expect(await messageFor('admin', 'mutation { setUserDisabled(input: { userId: 1 }) { id } }')).toContain(
    '"SetUserDisabledInput.disabled"',
  );
});

test('neither is anything hidden in what is wrong with variables', async () => {
  const query = 'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }';
  const wrong = { variables: { input: { userId: '1', role: ['USER'] } } };
  expect(await messageFor('nobody', query, wrong)).not.toMatch(/roles|Did you mean/);
  const wrongRole = { variables: { input: { userId: '1', roles: ['EDITR'] } } };
  expect(await messageFor('nobody', query, wrongRole)).not.toMatch(/EDITOR/);
});

test('nor does what the client writes into its values bring hidden names out', async () => {
  const query = (name: string) =>
    `mutation ($input: ${name}Input!) { ${name.charAt(0).toLowerCase()}${name.slice(1)}(input: $input) { id } }`;
  for (const name of ['SetUserDisabled', 'SetUserRoles']) {
    for (const userId of [
      'Field of required type "',
      'Field of required type \\"',
      '" " was not provided',
      ' Did you mean ',
    ]) {
      const told = await messageFor('alice', query(name), { variables: { input: { userId } } });
      expect(told).toBe(nameless);
    }
  }
});

test('INTROSPECTION=full suggests everything to everybody, INTROSPECTION=off nothing to anybody', async () => {
  const withSuggestion = `${unsuggested} Did you mean "user" or "users"?`;
  for (const who of ['admin', 'alice', 'nobody'] as const) {
    expect(await messageFor(who, '{ userz { id } }', { mode: 'full' })).toBe(withSuggestion);
    expect(await messageFor(who, '{ userz { id } }', { mode: 'off' })).toBe(unsuggested);
  }
});
