import { readFileSync } from 'node:fs';
import { accessTable } from '@graphward/authorization';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { defaultQueryLimits } from '../../src/graphql/limits/query-limits.js';
import { defineModule, type GraphwardModule } from '../../src/modules/index.js';
import type { GraphqlResult } from '../support/client.js';
import { createTestClock } from '../support/clock.js';
import { type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { createProbe, type Question, questionsFor } from '../support/policy-probe.js';
import { refresh } from '../support/sessions.js';

const everyKindOfElement = `
interface Locked { id: ID  note: String @auth(requires: EDITOR) }
type Safe implements Locked @auth {
  id: ID
  ownerId: String
  note: String
  label(style: Metal, size: Int @auth(requires: EDITOR)): Metal
  combination: String @auth(owner: "ownerId")
  history: [String!] @auth(requires: ADMIN, owner: "ownerId", maxAge: 900)
  contents: [Safe] @auth(requires: EDITOR) @auth(requires: ADMIN, owner: "ownerId")
}
type Hall implements Locked @public { id: ID  note: String  sign: String  keeper: User @auth(maxAge: 900) }
union Room = Hall | Safe
enum Metal { STEEL  GOLD @auth(requires: ADMIN)  SILVER @auth }
input Opening { code: String!  by: Metal @auth(requires: EDITOR)  nested: Opening  hour: Int @auth(maxAge: 900) }
extend type Query { safes(opening: Opening, metal: Metal @auth): [Safe] @auth(requires: EDITOR)  rooms: [Room] @public }
extend type Mutation {
  open(input: Opening!): Safe @auth(maxAge: 900)
  shut(quietly: Boolean @auth(requires: ADMIN)): Safe @auth
}`;
const articles = readFileSync('examples/articles/articles.graphql', 'utf8');
const tenants = readFileSync('examples/tenants/tenants.graphql', 'utf8');

const ownTable = accessTable(buildSchema([]));

const policies: [string, GraphwardModule[]][] = [
  ['the schema of Graphward', []],
  ['the articles of the example', [defineModule({ name: 'articles', typeDefs: articles })]],
  ['the tenants of the example', [defineModule({ name: 'tenants', typeDefs: tenants })]],
  [
    'every kind of schema element',
    [defineModule({ name: 'places', typeDefs: everyKindOfElement, resolvers: {} })],
  ],
];

interface TestViewer {
  readonly role: string;
  /** Whether the requested objects are their own. */
  readonly owns?: boolean;
  /** Whether they signed in longer ago than any `maxAge`. */
  readonly aged?: boolean;
}

describe.each(policies)('the access table agrees with a running server about %s', (_title, modules) => {
  const schema = buildSchema(modules);
  const table = accessTable(schema);
  const questions = Object.keys(table)
    .filter((coordinate) => modules.length === 0 || !Object.hasOwn(ownTable, coordinate))
    .flatMap((coordinate) => questionsFor(schema, coordinate));
  const roles = ['USER', 'EDITOR', 'ADMIN'];
  const clock = createTestClock();
  let server: TestServer;
  let bystander: Person;
  const justSignedIn = new Map<string, Person>();
  const signedInLongAgo = new Map<string, Person>();

  beforeAll(async () => {
    const queryLimits = { ...defaultQueryLimits, maxAliases: 1000 };
    server = await startGraphward({ clock, modules: [...modules, createProbe(schema)], queryLimits });
    bystander = await server.signUp('bystander');
    for (const role of roles) signedInLongAgo.set(role, await server.signUp(role, role));
    clock.advance(901);
    for (const person of signedInLongAgo.values()) {
      Object.assign(person, await refresh(server, person.refreshToken));
    }
    for (const role of roles) justSignedIn.set(role, await server.signUp(role, role));
  });
  afterAll(() => server.stop());

  it('for an anonymous viewer', async () => {
    expect(await askEverything(server, bystander.id)).toEqual(expectedFor({ role: 'ANONYMOUS' }));
  });

  describe.each(roles)('for %s', (role) => {
    it.each<[string, TestViewer]>([
      ['who just signed in, on their own objects', { role, owns: true }],
      ['who just signed in, on the objects of others', { role }],
      ['who signed in long ago, on their own objects', { role, owns: true, aged: true }],
      ['who signed in long ago, on the objects of others', { role, aged: true }],
    ])('%s', async (_case, testViewer) => {
      const viewer = personWith(testViewer);
      const actual = await askEverything(server.as(viewer), testViewer.owns ? viewer.id : bystander.id);
      expect(actual).toEqual(expectedFor(testViewer));
    });
  });

  function personWith({ role, aged }: TestViewer): Person {
    const person = (aged ? signedInLongAgo : justSignedIn).get(role);
    if (!person) throw new Error(`Nobody has the role ${role}.`);
    return person;
  }

  async function askEverything({ ask }: Pick<TestServer, 'ask'>, owner: string): Promise<object> {
    const queries = questions.filter((question) => !isMutation(question));
    const selections = queries.map(({ selection }, index) => `a${index}: ${selection}`);
    const answer = await ask(`query ($owner: ID!) { ${selections.join('\n')} }`, { owner });
    const outcomes = queries.map((question, index) => [question, outcomeOf(answer, `a${index}`, question)]);
    // One by one, because a denied one prevents its whole operation.
    for (const question of questions.filter(isMutation)) {
      const selection = harmless.get(question.selection) ?? question.selection;
      const variables = selection.includes('$owner') ? '($owner: ID!)' : '';
      const result = await ask(`mutation ${variables} { a: ${selection} }`, { owner });
      outcomes.push([question, outcomeOf(result, 'a', question)]);
    }
    return Object.fromEntries(
      outcomes.map(([question, outcome]) => [(question as Question).selection, outcome]),
    );
  }

  function expectedFor(testViewer: TestViewer): object {
    return Object.fromEntries(
      questions.map((question) => [question.selection, expectation(question, testViewer)]),
    );
  }

  function expectation({ needs }: Question, { role, owns = false, aged = false }: TestViewer): string {
    const cells = needs.map((coordinate) => table[coordinate]?.[role] ?? 'deny');
    if (cells.includes('deny')) return role === 'ANONYMOUS' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    if (!owns && cells.some((cell) => !cell.startsWith('allow'))) return 'FORBIDDEN';
    const isTooLate = aged && cells.some((cell) => cell.endsWith('+reauth'));
    return isTooLate ? 'REAUTHENTICATION_REQUIRED' : 'allowed';
  }
});

function isMutation({ needs: [coordinate = ''] }: Question): boolean {
  return coordinate.startsWith('Mutation.');
}

/** Without changes, these would end the viewer's session. */
const harmless = new Map(
  ['logout { __typename }', 'logout(input: {  }) { __typename }'].map((selection) => [
    selection,
    'logout(input: { refreshToken: "unknown" }) { __typename }',
  ]),
);

/** The errors that admitted viewers get for invented arguments. */
const complaints = [
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'INVALID_CREDENTIALS',
  'CONFLICT',
  'INVALID_REFRESH_TOKEN',
];

function outcomeOf(result: GraphqlResult, alias: string, { depth }: Question): string {
  if (!result.data) throw new Error(result.description);
  // Deeper errors concern other coordinates: the fields of the returned object.
  const error = result.errors?.find(({ path = [] }) => path[0] === alias && path.length <= depth + 1);
  const code = error?.extensions.code ?? 'allowed';
  return complaints.includes(code) ? 'allowed' : code;
}
