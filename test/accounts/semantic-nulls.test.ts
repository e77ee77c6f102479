import { clientSchema } from '@graphward/authorization';
import {
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { mailSettings } from '../support/account-mutations.js';
import { createTestClock } from '../support/clock.js';
import { expectData } from '../support/expectations.js';
import { type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { tokenIn, useMailServer } from '../support/mail-server.js';
import { codeAt } from '../support/second-factor.js';

const mail = useMailServer();
const clock = createTestClock();
let graphward: TestServer;
beforeAll(async () => {
  graphward = await startGraphward({ clock, env: mailSettings(mail()) });
});
afterAll(() => graphward.stop());

const schema = buildSchema([]);

/** The fields that are non-null for this role, although they are nullable in the schema. */
function promisedTo(role: string): Set<string> {
  const found = new Set<string>();
  for (const type of Object.values(clientSchema(schema, [role]).getTypeMap())) {
    const original = schema.getType(type.name);
    if (!isObjectType(type) || !isObjectType(original)) continue;
    for (const { name, type: promised } of Object.values(type.getFields())) {
      const isPromise = String(promised) !== String(original.getFields()[name]?.type);
      if (isPromise) found.add(`${type.name}.${name}`);
    }
  }
  return found;
}

/** Asks as one viewer, and compares each value with the type that a client with the role generates. */
class Client {
  readonly #types: GraphQLSchema;
  readonly kept = new Set<string>();
  viewer: Person;

  constructor(viewer: Person, role: string) {
    this.#types = clientSchema(schema, [role]);
    this.viewer = viewer;
  }

  async query(selection: string, variables = {}): Promise<Record<string, any>> {
    const data = expectData(await graphward.as(this.viewer).ask(selection, variables));
    const { operation } = /^(?<operation>\w*)/.exec(selection)?.groups ?? {};
    const root = operation === 'mutation' ? this.#types.getMutationType() : this.#types.getQueryType();
    if (root) this.#check(root, data);
    return data;
  }

  mutate(field: string, input: object, selection: string): Promise<any> {
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
    const text = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} } }`;
    return this.query(text, { input }).then((data) => data[field] as unknown);
  }

  #check(type: GraphQLObjectType, object: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(object)) {
      const field = type.getFields()[name];
      if (!field) throw new Error(`No such field for this role: ${type.name}.${name}`);
      this.#checkValue(`${type.name}.${name}`, field.type, value);
    }
  }

  #checkValue(coordinate: string, type: GraphQLOutputType, value: unknown): void {
    if (value === null) {
      if (isNonNullType(type)) throw new Error(`${coordinate} is null, but ${String(type)} for clients.`);
      return;
    }
    this.kept.add(coordinate);
    const nullable = isNonNullType(type) ? type.ofType : type;
    if (isListType(nullable)) {
      for (const item of value as unknown[]) this.#checkValue(coordinate, nullable.ofType, item);
    } else {
      const named = getNamedType(nullable);
      if (isObjectType(named)) this.#check(named, value as Record<string, unknown>);
    }
  }
}

const linkIn = async (to: string, subject: RegExp) => tokenIn(await mail().mailTo(to, subject));
const inAnHour = () => new Date(clock().getTime() + 3_600_000).toISOString();

/** Uses every field that a signed-in user always may use. */
async function useOwnAccount(client: Client): Promise<void> {
  const { viewer } = client;
  const { password: currentPassword, email } = viewer;
  const signIn = async () => (client.viewer = await graphward.signIn(client.viewer));
  await client.mutate('login', { email, password: currentPassword }, 'user { id createdAt }');
  await client.mutate('refresh', { refreshToken: viewer.refreshToken }, 'refreshToken');

  const key = { name: 'import', roles: [], expiresAt: inAnHour() };
  const { apiKey } = await client.mutate('createApiKey', key, 'apiKey { id }');
  const all = '{ me { id createdAt } sessions { id current } apiKeys { id } exportAccount }';
  const { sessions } = await client.query(all);
  const other = (sessions as { id: string; current: boolean }[]).find(({ current }) => !current);
  await client.query(
    'mutation ($key: ID!, $session: ID!) { revokeApiKey(id: $key) { id } revokeSession(id: $session) { id } }',
    { key: apiKey.id, session: other?.id },
  );
  await client.mutate('updateProfile', { name: null }, 'id');

  const { secret } = await client.mutate('enrolSecondFactor', { currentPassword }, 'secret');
  const otp = () => {
    clock.advance(30);
    return codeAt(secret as string, clock());
  };
  await client.mutate('confirmSecondFactor', { otp: otp() }, 'recoveryCodes');
  await client.mutate('renewRecoveryCodes', { currentPassword, otp: otp() }, 'recoveryCodes');
  await client.mutate('disableSecondFactor', { currentPassword, otp: otp() }, 'id');

  await client.query('mutation { requestEmailVerification { accepted } }');
  const newEmail = `new.${email}`;
  await client.mutate('requestEmailChange', { newEmail, currentPassword }, 'accepted');
  await client.mutate('verifyEmail', { token: await linkIn(newEmail, /^Verify your new/) }, 'verified');
  await client.mutate('undoEmailChange', { token: await linkIn(email, /was changed$/) }, 'undone');
  await signIn();
  await client.mutate('requestPasswordReset', { email }, 'accepted');
  const newPassword = 'four other words instead';
  await client.mutate('resetPassword', { token: await linkIn(email, /^Reset/), newPassword }, 'reset');
  client.viewer = { ...viewer, password: newPassword };
  await signIn();
  const change = { currentPassword: newPassword, newPassword: currentPassword };
  await client.mutate('changePassword', change, 'user { id }');
  client.viewer = viewer;
  await signIn();
  await client.query('mutation { logout { revokedSessions } }');
  await signIn();
}

/** Uses every field that an administrator always may use. */
async function useAdministration(client: Client): Promise<void> {
  const user =
    'id email emailVerified roles disabled createdAt secondFactor sessions { id } apiKeys { id } lastLoginAt name';
  const event =
    'id at type outcome userId targetUserId sessionId ipAddress userAgent requestId details { name value }';
  await client.query(
    `query ($id: ID!) {
    user(id: $id) { ${user} }
    users(first: 100) { edges { node { ${user} } } }
    allApiKeys { edges { node { id owner { ${user} } } } }
    accessReport
    auditEvents(first: 100) { edges { node { ${event} } } }
  }`,
    { id: client.viewer.id },
  );
  await client.mutate('revokeToken', { subject: client.viewer.id }, 'revoked');
}

it.each(['USER', 'EDITOR', 'ADMIN'])(
  'what is non-null for clients of the role %s is null only together with an error',
  async (role) => {
    await graphward.signUp('another', 'ADMIN');
    const client = new Client(await graphward.signUp(role.toLowerCase(), role), role);
    await useOwnAccount(client);
    if (role === 'ADMIN') {
      await useAdministration(client);
      client.viewer = await graphward.signIn(client.viewer);
    }
    const { password: currentPassword } = client.viewer;
    await client.mutate('deleteAccount', { currentPassword }, 'deletedUserId');
    expect([...promisedTo(role)].filter((coordinate) => !client.kept.has(coordinate))).toEqual([]);
  },
);

it.each([
  [
    'USER',
    ['User.createdAt', 'Query.me', 'Mutation.login', 'Mutation.changePassword'],
    ['User.email', 'Mutation.register', 'User.name', 'Mutation.createApiKey'],
  ],
  [
    'ADMIN',
    ['User.email', 'User.roles', 'Query.users', 'AuditEvent.id', 'AuditEventEdge.node'],
    [
      'User.lastLoginAt',
      'AuditEvent.userId',
      'Mutation.setUserRoles',
      'UserConnection.totalCount',
      'ApiKey.owner',
    ],
  ],
])('the role %s is promised %j, and not %j', (role, promised, others) => {
  expect([...promisedTo(role)]).toEqual(expect.arrayContaining(promised));
  for (const other of others) expect(promisedTo(role)).not.toContain(other);
});
