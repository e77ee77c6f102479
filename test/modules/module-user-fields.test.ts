import { defineModule } from '../../src/modules/index.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, operator, startGraphward, useGraphward } from '../support/graphward.js';

const profile = defineModule({
  name: 'profile',
  typeDefs: `
    extend type User {
      company: String @auth(requires: EDITOR, owner: "id")
      employees: Int  plan: String  founded: DateTime  tags: [String!]  handle: String  isPartner: Boolean
    }
    extend input RegisterInput {
      company: String  employees: Int  plan: String  founded: DateTime  tags: [String!]  handle: String
      isPartner: Boolean  anything: Anything  note: String
    }
    scalar Anything
    extend input UpdateProfileInput { company: String  plan: String  note: String }
  `,
  userFields: {
    company: { type: String, maxLength: 20, minLength: 2, trim: true },
    employees: { type: Number, min: 1, max: 1000 },
    plan: { type: String, enum: ['free', 'pro'], default: 'free' },
    founded: Date,
    tags: [String],
    handle: { type: String, match: /^[a-z]+$/, unique: true },
    isPartner: Boolean,
    anything: {
      type: String,
      validate: { validator: (value: string) => value !== 'bad', message: 'anything must not be bad.' },
    },
  },
});

/** Every command that was sent to the database. */
const sent: string[] = [];
const graphward = useGraphward({
  modules: [profile],
  onCommand: ({ command }) => sent.push(JSON.stringify(command)),
});

const fields = 'company employees plan founded tags handle isPartner';
const mutation = `mutation ($input: RegisterInput!) { register(input: $input) { accessToken user { id ${fields} } } }`;
const password = 'four words make one';
let count = 0;

function register(input: object) {
  count += 1;
  return graphward.ask(mutation, { input: { email: `user${count}@example.com`, password, ...input } });
}

it('are stored at registration and on every loaded user', async () => {
  const given = {
    company: ' ACME ',
    employees: 12,
    plan: 'pro',
    founded: '2020-01-31T00:00:00.000Z',
    tags: ['a', 'b'],
    handle: 'acme',
    isPartner: false,
  };
  const { user, accessToken } = expectData(await register(given)).register;

  const stored = { ...given, id: user.id as string, company: 'ACME' };
  expect(user).toEqual(stored);
  const me = await graphward.ask(`{ me { id ${fields} } }`, {}, { token: accessToken as string });
  expect(expectData(me)).toEqual({ me: stored });
  const admin = await graphward.signUp('admin', 'ADMIN');
  const page = `{ users(filter: { emailPrefix: "user${count}@" }) { edges { node { id ${fields} } } } }`;
  expect(expectData(await graphward.as(admin).ask(page)).users.edges).toEqual([{ node: stored }]);
  const found = await graphward.app.services.users.findByEmail(`user${count}@example.com`);
  expect(found).toMatchObject({ ...stored, founded: new Date(given.founded) });
});

it('are null, empty or the default for a user without a value', async () => {
  const none = {
    company: null,
    employees: null,
    plan: 'free',
    founded: null,
    tags: [],
    handle: null,
    isPartner: null,
  };
  expect(expectData(await register({})).register.user).toMatchObject(none);
  expect(expectData(await register({ company: null, plan: null, tags: null })).register.user).toMatchObject(
    none,
  );
});

it('are subject to the rules of the SDL', async () => {
  const { user } = expectData(await register({ company: 'ACME' })).register;
  const alice = await graphward.signUp('alice');
  const admin = await graphward.signUp('admin', 'ADMIN');
  const query = `{ user(id: "${user.id}") { company } }`;
  expect(expectData(await graphward.as(admin).ask(query))).toEqual({ user: { company: 'ACME' } });
  expectCode(await graphward.as(alice).ask(query), 'FORBIDDEN');
});

it.each([
  [{ company: 'x'.repeat(21) }, 'company', 'company must have at most 20 characters.'],
  [{ company: 'x' }, 'company', 'company must have at least 2 characters.'],
  [{ employees: 0 }, 'employees', 'employees must be at least 1.'],
  [{ employees: 2000 }, 'employees', 'employees must be at most 1000.'],
  [{ plan: 'gold' }, 'plan', 'plan must be one of free, pro.'],
  [{ handle: 'A1' }, 'handle', 'handle has the wrong format.'],
  [{ anything: 'bad' }, 'anything', 'anything must not be bad.'],
  [{ anything: { $ne: 'planted' } }, 'anything', 'anything has the wrong type.'],
  [{ anything: ['planted'] }, 'anything', 'anything has the wrong type.'],
  [{ anything: [{ $gt: 'planted' }] }, 'anything', 'anything has the wrong type.'],
  [{ anything: { toString: 'planted' } }, 'anything', 'anything has the wrong type.'],
])('are validated: %j', async (input, field, message) => {
  const error = expectCode(await register(input), 'BAD_USER_INPUT');
  expect([error.message, error.extensions.field]).toEqual([message, field]);
  expect(sent.filter((command) => command.includes('planted'))).toEqual([]);
});

it('do not include what the input has besides them, or what is inherited', async () => {
  expectData(await register({ note: 'planted' }));
  const { accounts } = graphward.app.services;
  const input = JSON.parse(
    '{ "__proto__": { "company": "planted" }, "$set": "planted", "roles": ["ADMIN"] }',
  ) as object;
  const email = 'carol@example.com';
  const carol = await accounts.create(
    null,
    { email, password, name: null, input: input as Record<string, unknown> },
    ['USER'],
    operator,
  );
  expect(carol).toMatchObject({ roles: ['USER'], company: null });
  expect(sent.filter((command) => command.includes('planted'))).toEqual([]);
});

it('may be unique, among the users who have a value', async () => {
  expectData(await register({ handle: 'taken' }));
  const error = expectCode(await register({ handle: 'taken' }), 'CONFLICT');
  expect([error.message, error.extensions.field]).toEqual([
    'This value of handle is taken. Choose another.',
    'handle',
  ]);
});

it('are set, checked and removed by modules, without making tokens stale', async () => {
  const alice = await graphward.signUp('alice');
  const { users } = graphward.app.services;
  expect(await users.setFields(alice.id, { company: ' Beta ', tags: ['x'], roles: ['ADMIN'] })).toMatchObject(
    {
      company: 'Beta',
      tags: ['x'],
      roles: ['USER'],
    },
  );
  expect(expectData(await graphward.as(alice).ask('{ me { company tags } }')).me).toEqual({
    company: 'Beta',
    tags: ['x'],
  });
  expect(await users.setFields(alice.id, { company: null, tags: null })).toMatchObject({
    company: null,
    tags: [],
  });
  await expect(users.setFields(alice.id, { plan: 'gold' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect(users.setFields('000000000000000000000000', { plan: 'pro' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  expectData(await register({ handle: 'occupied' }));
  await expect(users.setFields(alice.id, { handle: 'occupied' })).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('are changed by updateProfile where its input has them', async () => {
  const alice = await graphward.signUp('alice');
  const update = async (input: object) => {
    const query = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { name company plan } }`;
    return graphward.as(alice).ask(query, { input });
  };
  expect(expectData(await update({ company: 'Beta', note: 'planted' })).updateProfile).toEqual({
    name: 'alice',
    company: 'Beta',
    plan: 'free',
  });
  expect(expectData(await update({ name: 'Alice', company: null, plan: 'pro' })).updateProfile).toEqual({
    name: 'Alice',
    company: null,
    plan: 'pro',
  });
  expect(expectCode(await update({ plan: 'gold' }), 'BAD_USER_INPUT').extensions.field).toBe('plan');
  expect(sent.filter((command) => command.includes('planted'))).toEqual([]);
});

describe('a required field', () => {
  const required = defineModule({
    name: 'required',
    typeDefs: 'extend type User { country: String } extend input RegisterInput { country: String }',
    userFields: { country: { type: String, required: true } },
  });

  it('is required at registration, but not of accounts that exist or that an operator creates', async () => {
    const database = freshDatabaseUri();
    const before = await startGraphward({ database });
    const alice = await before.signUp('alice');
    await before.stop();
    const server = await startGraphward({ database, modules: [required] });
    try {
      expect(expectData(await server.ask('{ me { country } }', {}, { token: alice.accessToken })).me).toEqual(
        {
          country: null,
        },
      );
      await server.signUp('bob');
      const input = { email: 'carol@example.com', password };
      for (const country of [undefined, null, '']) {
        const query = 'mutation ($input: RegisterInput!) { register(input: $input) { user { country } } }';
        const error = expectCode(await server.ask(query, { input: { ...input, country } }), 'BAD_USER_INPUT');
        expect([error.message, error.extensions.field]).toEqual(['country is required.', 'country']);
      }
    } finally {
      await server.stop();
    }
  });
});

it('stop start-up if their names or definitions cannot be used, with every problem', async () => {
  const one = defineModule({
    name: 'one',
    typeDefs: 'extend type Query { one: Int @public }',
    userFields: {
      email: String,
      id: String,
      passwordHash: String,
      company: String,
      constructor: String,
      $where: String,
      'a.b': String,
      save: String,
      size: { type: String, maxLenght: 5 },
      odd: { type: Map },
    } as never,
  });
  const two = defineModule({
    name: 'two',
    typeDefs: 'extend type Query { two: Int @public }',
    userFields: { company: String },
  });
  const message = await startGraphward({ modules: [one, two] }).then(
    () => '',
    (error: unknown) => (error as Error).message,
  );
  for (const expected of [
    'userFields.email of the module one: the server defines a field of this name, too. Rename one of them.',
    'userFields.id of the module one: the server defines',
    'userFields.passwordHash of the module one: the server defines',
    'userFields.company of the module two: the module one defines a field of this name, too.',
    'userFields.constructor of the module one: its name is reserved.',
    'userFields.$where of the module one: its name must be a GraphQL name',
    'userFields.a.b of the module one: its name must be',
    'userFields.save of the module one: its name is reserved.',
    'userFields.size of the module one: it has an unknown option "maxLenght".',
    'userFields.odd of the module one: its type must be',
  ])
    expect(message).toContain(expected);
});
