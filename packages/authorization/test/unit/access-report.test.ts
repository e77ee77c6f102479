import {
  buildASTSchema,
  buildSchema,
  GraphQLID,
  GraphQLObjectType,
  GraphQLSchema,
  parse,
  Source,
} from 'graphql';
import { accessReport, accessTable, authorizationTypeDefs } from '../../src/index.js';

const sdl = `${authorizationTypeDefs}
enum Role { USER  EDITOR @inherits(roles: "USER")  ADMIN @inherits(roles: "EDITOR") }
type Query { find(state: State = LIVE, all: Boolean = true @auth, first: Int = 20, filter: Filter): [Found!] @public }
union Found = User | Draft
interface Node @auth { id: ID }
type User implements Node { id: ID }
type Draft implements Node @auth(requires: EDITOR) { id: ID @auth(owner: "id") }
enum State { LIVE  HIDDEN @auth(requires: ADMIN) }
input Filter { text: String = "a\\"b" @auth  size: Int = 1 }`;
const report = accessReport(buildSchema(sdl));

it('has the cells of the access table, and those of __typename', () => {
  const table = accessTable(buildSchema(sdl));
  const cells = Object.entries(report.places).map(([place, { access }]) => [place, access] as const);
  const typeNames = ['Query.__typename', 'User.__typename', 'Draft.__typename'];
  expect(Object.keys(report.places)).toEqual([...Object.keys(table), ...typeNames]);
  expect(Object.fromEntries(cells)).toMatchObject(table);
  expect(report.places['Draft.__typename']).toMatchObject({
    rules: ['@auth(requires: EDITOR)', '@auth'],
    access: { ANONYMOUS: 'deny', USER: 'deny', EDITOR: 'allow', ADMIN: 'allow' },
  });
});

it('lists every rule that applies, own and inherited', () => {
  expect(report.places['Draft.id']?.rules).toEqual([
    '@auth(owner: "id")',
    '@auth(requires: EDITOR)',
    '@auth',
  ]);
  expect(report.places['User.id']?.rules).toEqual(['@auth']);
  expect(report.places['Query.find(all:)']?.rules).toEqual(['@auth']);
});

it('lists roles with the roles that they inherit, and the possible types of unions and interfaces', () => {
  expect(report.roles).toEqual({ USER: [], EDITOR: ['USER'], ADMIN: ['USER', 'EDITOR'] });
  expect(report.types).toEqual({ Found: ['User', 'Draft'], Node: ['Draft', 'User'] });
});

it('lists types, and the defaults of protected inputs only', () => {
  const described = ['find(state:)', 'find(all:)', 'find(first:)', 'find(filter:)'].map((member) => {
    const { type, default: value } = report.places[`Query.${member}`] ?? {};
    return [type, value];
  });
  expect(described).toEqual([
    ['State', 'LIVE'],
    ['Boolean', 'true'],
    ['Int', undefined],
    ['Filter', undefined],
  ]);
  expect(report.places['Filter.text']).toMatchObject({ type: 'String', default: '"a\\"b"' });
  expect(report.places['Query.find']?.type).toBe('[Found!]');
  expect(report.places['State.LIVE']).not.toHaveProperty('type');
});

it('lists the location of each rule', () => {
  const document = parse(new Source(`type Query @auth {\n id: ID @auth\n}`, 'own.graphql'));
  const written = accessReport(buildASTSchema(document, { assumeValidSDL: true }));
  expect(written.places['Query.id']?.from).toEqual(['own.graphql:2', 'own.graphql:1']);

  const fields = { id: { type: GraphQLID, extensions: { directives: { auth: {} } } } };
  const inCode = accessReport(new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) }));
  expect(inCode.places['Query.id']?.from).toEqual(['Query.id']);
});

it("marks fields with @filtered, their own or an interface's", () => {
  const { places } = accessReport(
    buildSchema(`${authorizationTypeDefs}
      enum Role { USER }
      interface Shelf { notes: [Note] @filtered }
      type Query implements Shelf { notes(all: Boolean): [Note] @public  note: Note @public }
      type Note @auth(group: "id") { id: ID }`),
  );
  const filtered = Object.entries(places).filter(([, place]) => 'filtered' in place);
  expect(filtered.map(([coordinate, place]) => [coordinate, place.filtered])).toEqual([
    ['Shelf.notes', true],
    ['Query.notes', true],
  ]);
});
