import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  accessReport,
  accessTable,
  authorizationTypeDefs,
  formatAccessReport,
} from '@graphward/authorization';
import { columnsOf, groupRows } from '../../../src/cli/access/access-rows.js';
import { formatTable } from '../../../src/cli/access/access-text.js';

const schema = makeExecutableSchema({
  typeDefs: [
    authorizationTypeDefs,
    `enum Role { READER  WRITER @inherits(roles: "READER") }
    type Mutation { write(text: Text!): Note @auth(requires: WRITER, maxAge: 60) }
    type Query { notes(order: Order @auth): [Note] @public }
    type Note { denyList: String @auth(requires: WRITER, owner: "id")  id: ID }
    input Text { title: String @auth(requires: WRITER) }
    enum Order { NEWEST  SECRET @auth(requires: WRITER) }`,
  ],
});
const table = accessTable(schema);

it('groups coordinates by type, root types first, and indents arguments under their field', () => {
  const [shown] = print((_style, text) => text).split('\n\nallow ');
  expect(shown).toBe(`type Query     ANONYMOUS  READER  WRITER
  notes        allow      allow   allow
    order:     deny       allow   allow

type Mutation  ANONYMOUS  READER  WRITER
  write        deny       deny    allow+reauth
    text:      deny       deny    allow+reauth

type Note      ANONYMOUS  READER  WRITER
  denyList     deny       owner   allow
  id           allow      allow   allow

input Text     ANONYMOUS  READER  WRITER
  title        deny       deny    allow

enum Order     ANONYMOUS  READER  WRITER
  NEWEST       allow      allow   allow
  SECRET       deny       deny    allow

enum Role      ANONYMOUS  READER  WRITER
  READER       allow      allow   allow
  WRITER       allow      allow   allow`);
});

it('colours cells and headings without shifting columns', () => {
  const marked = print((style, text) => `<${String(style)}>${text}</>`);
  expect(marked).toContain('  denyList     <red>deny</>       <yellow>owner</>   <green>allow</>');
  expect(marked).toContain('<green>allow</><cyan>+reauth</>');
  expect(marked.replace(/<[^>]*>/g, '')).toBe(print((_style, text) => text));
});

it('shows conditions and @filtered, and explains the words that occur', () => {
  const conditional = makeExecutableSchema({
    typeDefs: [
      authorizationTypeDefs,
      `enum Role { READER }
      type Query { notes: [Note] @public @filtered }
      type Note @auth { id: ID  text: String @auth(scopes: "read", owner: "id", policy: "isOpen", maxAge: 60) }`,
    ],
  });
  const access = accessTable(conditional);
  const groups = groupRows(conditional, access);
  const text = formatTable(
    groups,
    columnsOf(conditional),
    access,
    (style, word) => `<${String(style)}>${word}</>`,
  );
  expect(text.replace(/<[^>]*>/g, '')).toContain(`type Query         ANONYMOUS  READER
  notes @filtered  allow      allow

type Note          ANONYMOUS  READER
  id               deny       allow
  text             deny       owner|policy|scope+reauth
`);
  expect(text).toContain('<yellow>owner</>|<yellow>policy</>|<yellow>scope</><cyan>+reauth</>');
  expect(text).toContain(`
allow      may use it
deny       may not use it
owner      only on their own objects
policy     only where a policy passes
scope      only with a granted scope
|          one condition is enough, or all are necessary: see the rules
+reauth    only shortly after signing in
@filtered  omits objects that the viewer may not see
Each cell`);
  expect(print((_style, word) => word)).not.toMatch(/^(group|scope|\||@filtered)/m);
});

it('prints the same JSON for any order of schema files', () => {
  const report = accessReport(schema);
  const reversed = {
    ...report,
    places: Object.fromEntries(Object.entries(report.places).reverse()),
    types: Object.fromEntries(Object.entries(report.types).reverse()),
  };
  expect(formatAccessReport(reversed)).toBe(formatAccessReport(report));
  expect(JSON.parse(formatAccessReport(report))).toEqual(report);
});

function print(paint: Parameters<typeof formatTable>[3]): string {
  return formatTable(groupRows(schema, table), columnsOf(schema), table, paint);
}
