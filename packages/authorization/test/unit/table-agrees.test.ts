import { getNullableType, isEnumType, isInputObjectType, isListType } from 'graphql';
import { type AccessCell, accessTable, type Viewer } from '../../src/index.js';
import { ask, enforced, plainSchema } from './enforced.js';

const NOW = 1_800_000_000;

// Each type has a root field with its name; `takeX` and `giveX` take and return inputs and enums.
const sdl = `
  interface Kept @auth { id: ID  kept: Int @auth(requires: EDITOR)  sized(big: Boolean @auth(requires: ADMIN)): Int }
  interface Loose { note: String @auth(requires: ADMIN, owner: "id")  id: ID }
  type Paper implements Kept & Loose { id: ID  kept: Int  sized(big: Boolean, unit: Unit): Int  note: String  size: Int @auth(requires: USER) @auth(requires: ADMIN) }
  extend type Paper { late: Int @auth(maxAge: 60)  lateOwn: Int @auth(requires: ADMIN, owner: "id", maxAge: 60) }
  type Vault @auth(requires: ADMIN) { id: ID  own: Int @auth(owner: "id") }
  type Open @public { id: ID  list: [Open!]  aged(x: Int @auth(maxAge: 60), own: Int): Int @auth(requires: EDITOR) }
  type Scrap implements Loose { id: ID  note: String }
  enum Unit { CM  INCH @auth(requires: EDITOR)  FURLONG @auth(requires: ADMIN, maxAge: 60) }
  input Order { count: Int  price: Int @auth(requires: ADMIN)  units: [Unit!]  soon: Boolean! = false @auth(maxAge: 60) }
  type Query {
    scrap: Scrap @public  paper: Paper @public  vault: Vault @public  open: Open @public  kept: Kept @public  loose: Loose @public
    takeUnit(it: Unit): Int @public  giveUnit(name: String): Unit @public  takeOrder(it: Order): Int @public
    signedIn: Int @auth  all(x: Int @auth(requires: EDITOR)): Int @auth(requires: USER)
  }`;

const paper = { __typename: 'Paper', id: 'owner' };
const schema = enforced(
  sdl,
  {
    Query: {
      paper: () => paper,
      vault: () => ({ id: 'owner' }),
      open: () => ({ id: 'owner' }),
      kept: () => paper,
      // An interface's row applies to all its implementations; this one has no additional rules.
      scrap: () => ({ id: 'owner' }),
      loose: () => ({ __typename: 'Scrap', id: 'owner' }),
      giveUnit: (_: unknown, { name }: { name: string }) => name,
    },
  },
  { now: () => NOW * 1000 },
);
const types = plainSchema(sdl).getTypeMap();

/** An operation that uses one coordinate, and the other coordinates that it needs. */
function operationFor(coordinate: string): string[] {
  const [, typeName = '', member = '', arg] = /^(\w+)\.(\w+)(?:\((\w+):\))?$/.exec(coordinate) ?? [];
  const type = types[typeName];
  if (isEnumType(type))
    return [`{ take${typeName}(it: ${member}) }`, `{ give${typeName}(name: "${member}") }`];
  if (isInputObjectType(type))
    return [`{ take${typeName}(it: { ${member}: ${valueFor(typeName, member)} }) }`];
  const selection =
    member + (arg ? `(${arg}: ${argumentFor(arg)})` : '') + (member === 'list' ? ' { id }' : '');
  const composite =
    ['paper', 'vault', 'open', 'kept', 'loose', 'scrap'].includes(member) && typeName === 'Query'
      ? ' { __typename }'
      : '';
  return [
    typeName === 'Query' ? `{ ${selection}${composite} }` : `{ ${typeName.toLowerCase()} { ${selection} } }`,
  ];
}

function valueFor(typeName: string, member: string): string {
  const type = types[typeName];
  const field = isInputObjectType(type) ? getNullableType(type.getFields()[member]?.type) : undefined;
  if (isListType(field)) return '[CM]';
  return member === 'soon' ? 'true' : '1';
}

function argumentFor(name: string): string {
  return { unit: 'CM', it: 'null', big: 'true', name: '"CM"' }[name] ?? '1';
}

const table = Object.entries(accessTable(schema)).filter(([place]) => !place.startsWith('Role.'));
const cases = table.flatMap(([place, row]) =>
  Object.entries(row).map(([role, cell]) => ({ place, role, cell })),
);

async function isDenied(query: string, viewer: Viewer | null): Promise<string | undefined> {
  const { errors } = await ask(schema, viewer, query);
  const [code] = (errors ?? []).map(({ extensions, path, message }) => {
    if (!extensions.code) throw new Error(`${query}: ${message}`);
    // The element itself is allowed; the type that it returns is protected, and has its own rows in the table.
    return { code: extensions.code as string, isAnswer: path?.at(-1) === '__typename' };
  });
  return code && !code.isAnswer ? code.code : undefined;
}

it('the table has every coordinate of the schema', () => {
  expect(table.length).toBeGreaterThan(40);
  expect(new Set(cases.map(({ cell }) => cell))).toEqual(
    new Set<AccessCell>(['allow', 'deny', 'owner', 'allow+reauth', 'owner+reauth']),
  );
});

it.each(cases)('$place is $cell for $role, in the table and in execution', async ({ place, role, cell }) => {
  const [standing, reauth] = cell.split('+');
  for (const query of operationFor(place)) {
    for (const isOwner of [false, true]) {
      for (const age of [10, 1000]) {
        const id = isOwner ? 'owner' : 'stranger';
        const viewer = role === 'ANONYMOUS' ? null : { id, roles: [role], authTime: NOW - age };
        const allowed = standing === 'allow' || (standing === 'owner' && isOwner);
        const refused = role === 'ANONYMOUS' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
        const aged = allowed && reauth && age > 60 ? 'REAUTHENTICATION_REQUIRED' : undefined;
        const expected = allowed ? aged : refused;
        const found = await isDenied(query, viewer);
        expect([query, id, age, found]).toEqual([query, id, age, expected]);
      }
    }
  }
});
