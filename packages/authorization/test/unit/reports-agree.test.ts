import { graphql, parse } from 'graphql';
import { accessTable, explain, type Viewer } from '../../src/index.js';
import { enforced, type TestContext } from './enforced.js';
import { everyRule } from './every-rule.js';

const now = 1_800_000_000;

interface Context extends TestContext {
  readonly object: object;
  /** The result of every policy. */
  readonly passes: boolean;
}

const objectOf = (_root: unknown, _args: unknown, { object }: Context) => object;
const decide = (objects: readonly unknown[], _viewer: Viewer, context: TestContext) =>
  objects.map(() => (context as Context).passes);
const load = (ids: readonly string[], context: TestContext) => ids.map(() => (context as Context).object);
const schema = enforced(
  everyRule,
  {
    Query: {
      doc: objectOf,
      issue: objectOf,
      issues: (_root: unknown, _args: unknown, { object }: Context) => [object],
    },
  },
  {
    now: () => now * 1000,
    policies: { isOpen: decide, isNew: decide },
    objects: { Doc: load, Issue: load },
  },
);
const table = accessTable(schema);

/** The coordinates that each response path uses, apart from those that are open to everyone. */
const used: Readonly<Record<string, string>> = {
  byScope: 'Query.byScope',
  byPolicy: 'Query.byPolicy',
  takeId: 'Query.take(id:)',
  takeOfType: 'Query.take(ofType:)',
  takeScoped: 'Query.take(scoped:)',
  takeInputId: 'Input.id',
  takeInputNote: 'Input.note',
  takeColor: 'Color.GOLD',
  'doc.own': 'Doc.own',
  'doc.edit': 'Doc.edit',
  'doc.team': 'Doc.team',
  'doc.both': 'Doc.both',
  'doc.any': 'Doc.any',
  'doc.scoped': 'Doc.scoped',
  'doc.checked': 'Doc.checked',
  'doc.mixed': 'Doc.mixed',
  'doc.late': 'Doc.late',
  'doc.admin': 'Doc.admin',
  'issue.id': 'Issue.id',
  'issue.title': 'Issue.title',
};
const source = `{
  byScope  byPolicy(it: 1)
  takeId: take(id: "1")  takeOfType: take(ofType: "1")  takeScoped: take(scoped: 1)
  takeInputId: take(input: { id: "1" })  takeInputNote: take(input: { note: "x" })  takeColor: take(color: GOLD)
  doc { own edit team both any scoped checked mixed late admin }
  issue { id title }
}`;
const document = parse(source);

const objects = [
  { authorId: 'alice', editorIds: ['bob'], tenantId: 'acme', teams: ['red', 'blue'] },
  { authorId: 7, editorIds: ['7', 'alice'], tenantId: 7, teams: null },
  { authorId: null, editorIds: [null], tenantId: null, teams: [] },
];
const viewers: readonly Omit<Required<Viewer>, 'roles' | 'authTime' | 'mfa'>[] = [
  'alice',
  'bob',
  '7',
].flatMap((id) =>
  [[], ['acme'], ['red', '7']].flatMap((groups) =>
    [[], ['read'], ['read', 'list', 'gold']].map((scopes) => ({ id, groups, scopes })),
  ),
);

async function deniedPaths(viewer: Viewer | null, object: object, passes: boolean): Promise<string[]> {
  const contextValue: Context = { viewer, object, passes };
  const { errors = [] } = await graphql({ schema, source, contextValue });
  return errors
    .map(({ path, extensions, message }) => {
      const expected = viewer ? 'FORBIDDEN' : 'UNAUTHENTICATED';
      if (extensions.code !== expected) throw new Error(message);
      return path?.join('.') ?? '';
    })
    .sort();
}

/** Without the location within the arguments. */
function pathsOf(explanations: ReturnType<typeof explain>): string[] {
  return [...new Set(explanations.map(({ path }) => path.replace(/\(.*/, '')))].sort();
}

describe.each(['ANONYMOUS', 'USER', 'EDITOR', 'ADMIN'])('for %s', (role) => {
  const outcomes = new Map(Object.keys(used).map((path) => [path, new Set<boolean>()]));

  it('an explanation for an assumed viewer and object agrees with the execution', async () => {
    for (const object of objects) {
      for (const assumed of role === 'ANONYMOUS' ? [undefined] : viewers) {
        const roles = role === 'ANONYMOUS' ? null : [role];
        const viewer = assumed && roles ? { ...assumed, roles, authTime: now } : null;
        const explained = explain(schema, document, roles, null, {
          ...(assumed && { viewer: assumed }),
          object,
        });
        const undecided = explained.filter(({ dependsOn }) => dependsOn !== undefined);
        expect(undecided.flatMap(({ dependsOn }) => dependsOn).filter((each) => each !== 'policy')).toEqual(
          [],
        );

        const denied = await deniedPaths(viewer, object, true);
        const deniedByPolicy = await deniedPaths(viewer, object, false);
        expect([viewer, object, denied]).toEqual([
          viewer,
          object,
          pathsOf(explained.filter((each) => !undecided.includes(each))),
        ]);
        expect([viewer, object, deniedByPolicy]).toEqual([viewer, object, pathsOf(explained)]);
        for (const [path, found] of outcomes)
          found.add(!denied.includes(path)).add(!deniedByPolicy.includes(path));
      }
    }
  });

  it('the table agrees with all of these executions', () => {
    const seen = [...outcomes].map(([path, found]) => [
      used[path],
      found.size === 2 ? 'depends' : found.has(true) ? 'allow' : 'deny',
    ]);
    const cells = Object.values(used).map((coordinate) => {
      const [standing = ''] = (table[coordinate]?.[role] ?? '').split('+');
      return [coordinate, ['allow', 'deny'].includes(standing) ? standing : 'depends'];
    });
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(cells));
  });

  it('without assumptions, only what is denied whatever the object is explained', () => {
    const found = pathsOf(explain(schema, document, role === 'ANONYMOUS' ? null : [role]));
    const denied = Object.entries(used).filter(([, coordinate]) => table[coordinate]?.[role] === 'deny');
    expect(found).toEqual(denied.map(([path]) => path).sort());
  });
});

it('names the conditions in the order owner, group, policy, scope', () => {
  expect(Object.values(used).map((coordinate) => table[coordinate]?.USER)).toEqual([
    ...['scope', 'policy', 'owner', 'group', 'scope', 'group', 'scope', 'scope'],
    ...['owner', 'owner', 'group', 'owner|group', 'owner|group|scope', 'scope', 'policy', 'owner|policy'],
    ...['owner+reauth', 'deny', 'group', 'owner|group'],
  ]);
});

it('an object that @filtered omits is explained like one that is denied', async () => {
  const query = '{ issues { id } }';
  const viewer: Viewer = { id: 'alice', roles: [], groups: ['other'] };
  const [object] = objects;
  const assumptions = { viewer: { groups: viewer.groups }, object };
  expect(explain(schema, parse(query), [], null, assumptions)).toMatchObject([{ path: 'issues.id' }]);
  const contextValue = { viewer, object, passes: true };
  expect(await graphql({ schema, source: query, contextValue })).toMatchObject({ data: { issues: [] } });
});

describe('what is not assumed', () => {
  const explained = (query: string, assumptions: Parameters<typeof explain>[4], roles: string[] = ['USER']) =>
    explain(schema, parse(query), roles, null, assumptions).map(({ path, requirement, dependsOn }) => [
      path,
      requirement,
      dependsOn,
    ]);

  it.each<[string, Parameters<typeof explain>[4], string[] | undefined | null]>([
    ['nothing is known', {}, ['owner', 'group', 'scope']],
    [
      'the object, but no viewer',
      { object: { authorId: 'alice', tenantId: 'acme' } },
      ['owner', 'group', 'scope'],
    ],
    ['a viewer, but no object', { viewer: { id: 'alice', groups: ['acme'] } }, ['owner', 'group', 'scope']],
    ['a viewer without groups', { viewer: { groups: [] } }, ['owner', 'scope']],
    ['scopes', { viewer: { scopes: ['write'] } }, ['owner', 'group']],
    ['sufficient scopes', { viewer: { scopes: ['read'] } }, null],
    [
      'an object without a field',
      { viewer: { id: 'bob', groups: ['x'] }, object: { authorId: 'alice' } },
      ['group', 'scope'],
    ],
    ['an owner', { viewer: { id: 'alice' }, object: { authorId: 'alice' } }, null],
    [
      'everything',
      { viewer: { id: 'bob', groups: [], scopes: [] }, object: { authorId: 'alice', tenantId: 'acme' } },
      undefined,
    ],
    [
      'a list where there is one ID',
      { viewer: { id: 'a', groups: [], scopes: [] }, object: { authorId: ['a'] } },
      undefined,
    ],
  ])('%s', (_what, assumptions, dependsOn) => {
    const rule = '@auth(scopes: "read", owner: "authorId", group: "tenantId")';
    expect(explained('{ doc { any } }', assumptions)).toEqual(
      dependsOn === null ? [] : [['doc.any', rule, dependsOn]],
    );
  });

  it('an anonymous viewer cannot have an ID', () => {
    expect(() => explain(schema, document, null, null, { viewer: { id: 'alice' } })).toThrow(
      'An anonymous viewer has no ID, groups or scopes. Pass [] for a viewer without roles.',
    );
  });

  it('what all implementations share is listed once', () => {
    const nodes = enforced(`
      interface Node { id: ID  note: Int @auth(owner: "id") }
      type A implements Node { id: ID  note: Int }
      type B implements Node { id: ID  note: Int @auth(scopes: "b") }
      type Query { node: Node @public }`);
    const found = explain(nodes, parse('{ node { note } }'), [], null, {});
    expect(found.map(({ coordinate, dependsOn }) => [coordinate, dependsOn])).toEqual([
      ['Node.note', ['owner']],
      ['B.note', ['scope']],
    ]);
  });
});
