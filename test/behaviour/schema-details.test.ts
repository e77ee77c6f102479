/** What errors about an invalid request reveal of the schema. */
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
  who: 'admin' | 'alice' | 'anonymous',
  query: string,
  { mode = 'role', variables = {} }: { mode?: Mode; variables?: Record<string, unknown> } = {},
): Promise<string> {
  const server = servers[mode];
  const client = who === 'anonymous' ? server : server.as(people[mode][who]);
  const result: GraphqlResult = await client.ask(query, variables);
  expect([result.status, result.data]).toEqual([400, undefined]);
  return (result.errors ?? []).map(({ message }) => message).join('\n');
}

const unsuggested = 'Cannot query field "userz" on type "Query".';
const nameless = 'The operation does not match the schema here.';

it('suggests the correct spelling of a field only to viewers who may use it', async () => {
  expect(await messageFor('admin', '{ userz { id } }')).toBe(
    `${unsuggested} Did you mean "user" or "users"?`,
  );
  for (const who of ['alice', 'anonymous'] as const)
    expect(await messageFor(who, '{ userz { id } }')).toBe(unsuggested);
});

it('suggests everything that a viewer may use', async () => {
  expect(await messageFor('alice', '{ me { emial } }')).toContain('Did you mean "email"?');
  expect(await messageFor('anonymous', 'mutation { logn }')).toContain('Did you mean "login"?');
});

it('does not name a type behind a hidden field', async () => {
  expect(await messageFor('anonymous', '{ users }')).toBe(nameless);
  expect(await messageFor('admin', '{ users }')).toContain('"UserConnection"');
  expect(await messageFor('alice', 'mutation { setUserDisabled(input: { userId: 1 }) { id } }')).toBe(
    nameless,
  );
  expect(await messageFor('admin', 'mutation { setUserDisabled(input: { userId: 1 }) { id } }')).toContain(
    '"SetUserDisabledInput.disabled"',
  );
});

it('names nothing hidden in errors about variables', async () => {
  const query = 'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }';
  const wrong = { variables: { input: { userId: '1', role: ['USER'] } } };
  expect(await messageFor('anonymous', query, wrong)).not.toMatch(/roles|Did you mean/);
  const wrongRole = { variables: { input: { userId: '1', roles: ['EDITR'] } } };
  expect(await messageFor('anonymous', query, wrongRole)).not.toMatch(/EDITOR/);
});

it('names nothing hidden because of the values that a client sends', async () => {
  const query = (name: string) =>
    `mutation ($input: ${name}Input!) { ${name.charAt(0).toLowerCase()}${name.slice(1)}(input: $input) { id } }`;
  for (const name of ['SetUserDisabled', 'SetUserRoles']) {
    for (const userId of [
      'Field of required type "',
      'Field of required type \\"',
      '" " was not provided',
      ' Did you mean ',
    ]) {
      const message = await messageFor('alice', query(name), { variables: { input: { userId } } });
      expect(message).toBe(nameless);
    }
  }
});

it('INTROSPECTION=full suggests everything to everyone, INTROSPECTION=off nothing to anyone', async () => {
  const withSuggestion = `${unsuggested} Did you mean "user" or "users"?`;
  for (const who of ['admin', 'alice', 'anonymous'] as const) {
    expect(await messageFor(who, '{ userz { id } }', { mode: 'full' })).toBe(withSuggestion);
    expect(await messageFor(who, '{ userz { id } }', { mode: 'off' })).toBe(unsuggested);
  }
});
