import { requireUser } from '../../src/identity/require-user.js';
import { defineModule } from '../../src/modules/index.js';
import { expectCode, expectData } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';
import { settle } from '../support/settle.js';

const probe = defineModule({
  name: 'probe',
  typeDefs: `
    extend enum Role { REVIEWER @inherits(roles: "USER") }
    extend type Query {
      holds(role: String!): Boolean @public
      required: ID @public
      company: String @public
      both: [ID!] @auth
    }
  `,
  userFields: { company: { type: String, maxLength: 200 } },
  resolvers: {
    Query: {
      holds: (_root, { role }: { role: string }, { holdsRole }) => holdsRole(role),
      required: (_root, _args, context) => requireUser(context).id,
      company: async (_root, _args, { user }) => (await user()).company,
      both: async (_root, _args, { viewer, user, loadUser }) => {
        const { id } = requireUser({ viewer });
        return (await Promise.all([user(), loadUser(id), user()])).map((each) => each.id);
      },
    },
  },
});
const graphward = useGraphward({ modules: [probe] });
const holds = (role: string) => `{ holds(role: "${role}") }`;

it.each([
  [['USER'], { USER: true, REVIEWER: false, EDITOR: false, ADMIN: false }],
  [['REVIEWER'], { USER: true, REVIEWER: true, EDITOR: false, ADMIN: false }],
  [['EDITOR'], { USER: true, REVIEWER: false, EDITOR: true, ADMIN: false }],
  [['REVIEWER', 'ADMIN'], { USER: true, REVIEWER: true, EDITOR: true, ADMIN: true }],
])('holdsRole respects inheritance: %j', async (roles, expected) => {
  const alice = graphward.as(await graphward.signUp('alice', ...roles));
  const entries = await Promise.all(
    Object.keys(expected).map(async (role) => [
      role,
      expectData(await alice.ask(holds(role))).holds as boolean,
    ]),
  );
  expect(Object.fromEntries(entries)).toEqual(expected);
});

it('holdsRole is false for nobody and for a bad token', async () => {
  expect(expectData(await graphward.ask(holds('USER')))).toEqual({ holds: false });
  expect(expectData(await graphward.ask(holds('USER'), {}, { token: 'x' }))).toEqual({ holds: false });
});

it('holdsRole fails for an unknown role, whoever asks', async () => {
  for (const viewer of [graphward, graphward.as(await graphward.signUp('admin', 'ADMIN'))]) {
    const result = await viewer.ask(holds('EDTOR'));
    expectCode(result, 'INTERNAL_SERVER_ERROR');
    const line = graphward.logLines.find(({ requestId }) => requestId === result.headers.get('x-request-id'));
    expect(line).toMatchObject({ coordinate: 'Query.holds', level: 50 });
  }
});

it.each(['required', 'company'])('%s needs a viewer, and says why there is none', async (field) => {
  const alice = await graphward.signUp('alice');
  await graphward.app.services.users.setFields(alice.id, { company: 'ACME' });
  const expected = { required: alice.id, company: 'ACME' }[field];
  expect(expectData(await graphward.as(alice).ask(`{ ${field} }`))).toEqual({ [field]: expected });

  expectCode(await graphward.ask(`{ ${field} }`), 'UNAUTHENTICATED', 'TOKEN_MISSING');
  expectCode(await graphward.ask(`{ ${field} }`, {}, { token: 'x' }), 'UNAUTHENTICATED', 'TOKEN_INVALID');
  await graphward.app.services.sessions.refreshClaims(alice.id);
  const stale = expectCode(await graphward.as(alice).ask(`{ ${field} }`), 'UNAUTHENTICATED', 'TOKEN_STALE');
  expect(stale.message).toBe('The access token is out of date. Refresh it.');
});

it('loads the user of the viewer once per request, and only on demand', async () => {
  const alice = await graphward.signUp('alice');
  await settle(graphward);
  expect(expectData(await graphward.as(alice).ask('{ both me { id } }'))).toEqual({
    both: Array(3).fill(alice.id),
    me: { id: alice.id },
  });
  expect(graphward.takeCommands()).toEqual(['find']);
  expectData(await graphward.as(alice).ask('{ required }'));
  expect(graphward.takeCommands()).toEqual([]);
});
