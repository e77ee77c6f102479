import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type AccessCell,
  accessReport,
  type AccessTable,
  accessTable,
  authorizationTypeDefs,
} from '@graphward/authorization';
import type { AccessDiff } from '../../../src/cli/access/diff/access-diff.js';
import { compareAccess } from '../../../src/cli/access/diff/compare-access.js';
import { compareTables } from '../../../src/cli/access/diff/compare-tables.js';
import { formatDiff } from '../../../src/cli/access/diff/format-diff.js';

const roles = 'enum Role { USER  EDITOR @inherits(roles: "USER")  FINANCE  LEGAL  AUDITOR }';
const query = 'type Query { draft: Draft @public  drafts(all: Boolean): [Draft] @public }';
const draft = 'type Draft { id: ID  ownerId: ID  authorId: ID  text: String }';

describe('reports as wider', () => {
  it.each<[string, string, string, string]>([
    [
      "a type's rule that is removed where each field has rules of its own",
      'type Draft @auth(requires: AUDITOR) { x: ID @auth(requires: FINANCE) @auth(requires: LEGAL) }',
      'type Draft { x: ID @auth(requires: FINANCE) @auth(requires: LEGAL) }',
      'Draft.x: removed @auth(requires: AUDITOR) (wider)',
    ],
    [
      '__typename that is open where each field has a rule of its own',
      'type Draft @auth { x: ID @auth }',
      'type Draft { x: ID @auth }',
      'Draft.__typename: removed @auth (wider)',
    ],
    [
      'a longer maxAge',
      'type Draft { x: ID @auth(maxAge: 60) }',
      'type Draft { x: ID @auth(maxAge: 900) }',
      'Draft.x: @auth(maxAge: 60) → @auth(maxAge: 900) (wider)',
    ],
    [
      'a missing mfa',
      'type Draft { x: ID @auth(requires: USER, mfa: true) }',
      'type Draft { x: ID @auth(requires: USER) }',
      'Draft.x: @auth(requires: USER, mfa: true) → @auth(requires: USER) (wider)',
    ],
    [
      'a missing maxAge',
      'type Draft { x: ID @auth(requires: USER, maxAge: 60) }',
      'type Draft { x: ID @auth(requires: USER) }',
      'Draft.x: @auth(requires: USER, maxAge: 60) → @auth(requires: USER) (wider)',
    ],
    [
      'an owner beside the roles',
      'type Draft { id: ID  x: ID @auth(requires: EDITOR) }',
      'type Draft { id: ID  x: ID @auth(requires: EDITOR, owner: "id") }',
      'Draft.x: USER, FINANCE, LEGAL, AUDITOR deny → owner (wider)',
    ],
    [
      'a rule that asks for a role which includes fewer',
      'type Draft { x: ID @auth(requires: EDITOR) }',
      'type Draft { x: ID @auth(requires: USER) }',
      'Draft.x: USER deny → allow (wider)',
    ],
    [
      'a rule of an interface',
      'interface Owned { x: ID @auth }  type Draft implements Owned { x: ID }',
      'interface Owned { x: ID }  type Draft implements Owned { x: ID }',
      'Draft.x: removed @auth (wider)',
    ],
    [
      'a new coordinate that only one role may use',
      'type Draft { x: ID }',
      'type Draft { x: ID  y: ID @auth(requires: LEGAL) }',
      'Draft.y: new, open to LEGAL (wider)',
    ],
    [
      'a new enum value that is open',
      'enum State { LIVE }  type Draft { x: State }',
      'enum State { LIVE  HIDDEN }  type Draft { x: State }',
      'State.HIDDEN: new, open to everyone (wider)',
    ],
    [
      'a scope less in a list',
      'type Draft { x: ID @auth(scopes: [["a", "b"]]) }',
      'type Draft { x: ID @auth(scopes: "a") }',
      'Draft.x: @auth(scopes: [["a", "b"]]) → @auth(scopes: "a") (wider)',
    ],
    [
      'another list of scopes',
      'type Draft { x: ID @auth(scopes: "a") }',
      'type Draft { x: ID @auth(scopes: [["a"], ["b", "c"]]) }',
      'Draft.x: @auth(scopes: "a") → @auth(scopes: [["a"], ["b", "c"]]) (wider)',
    ],
    [
      'a group beside the owner',
      'type Draft { id: ID  x: ID @auth(owner: "id") }',
      'type Draft { id: ID  x: ID @auth(owner: "id", group: "id") }',
      'Draft.x: USER, EDITOR, FINANCE, LEGAL, AUDITOR owner → owner|group (wider)',
    ],
    [
      'a policy beside the roles',
      'type Draft { x: ID @auth(requires: EDITOR) }',
      'type Draft { x: ID @auth(requires: EDITOR, policy: "isOpen") }',
      'Draft.x: @auth(requires: EDITOR) → @auth(requires: EDITOR, policy: "isOpen") (wider)',
    ],
    [
      'an owner of a named object beside the roles',
      'type Draft { ownerId: ID  x(id: ID @auth(requires: EDITOR, of: "Draft")): ID }',
      'type Draft { ownerId: ID  x(id: ID @auth(requires: EDITOR, owner: "ownerId", of: "Draft")): ID }',
      'Draft.x(id:): USER, FINANCE, LEGAL, AUDITOR deny → owner (wider)',
    ],
    [
      'a removed @filtered',
      'type Note @auth { x: ID }  type Draft { x: [Note] @filtered }',
      'type Note @auth { x: ID }  type Draft { x: [Note] }',
      'Draft.x: removed @filtered (wider)',
    ],
  ])('%s', (_what, before, after, line) => {
    const diff = diffOf(before, after);
    expect(diff).toMatchObject({ isWider: true, needsReview: true });
    expect(textOf(diff)).toContain(`  ${line}\n`);
    expect(textOf(diff)).toContain('\nAccess became wider.\n');
  });
});

describe('reports as changed, not provably narrower', () => {
  it.each<[string, string, string, string]>([
    [
      'one of two owner rules that is removed',
      'type Draft { ownerId: ID  authorId: ID  x: ID @auth(owner: "ownerId") @auth(owner: "authorId") }',
      'type Draft { ownerId: ID  authorId: ID  x: ID @auth(owner: "ownerId") }',
      'Draft.x: removed @auth(owner: "authorId")',
    ],
    [
      'another owner field',
      'type Draft { ownerId: ID  authorId: ID  x: ID @auth(owner: "ownerId") }',
      'type Draft { ownerId: ID  authorId: ID  x: ID @auth(owner: "authorId") }',
      'Draft.x: @auth(owner: "ownerId") → @auth(owner: "authorId")',
    ],
    [
      'a removed rule that others make redundant',
      'type Draft { x: ID @auth(requires: USER) @auth(requires: EDITOR) }',
      'type Draft { x: ID @auth(requires: EDITOR) }',
      'Draft.x: removed @auth(requires: USER)',
    ],
    [
      'a policy with another name',
      'type Draft { x: ID @auth(policy: "isOpen") }',
      'type Draft { x: ID @auth(policy: "isPublished") }',
      'Draft.x: @auth(policy: "isOpen") → @auth(policy: "isPublished")',
    ],
    [
      'a policy less in a list',
      'type Draft { x: ID @auth(policy: [["isOpen", "isRecent"]]) }',
      'type Draft { x: ID @auth(policy: "isOpen") }',
      'Draft.x: @auth(policy: [["isOpen", "isRecent"]]) → @auth(policy: "isOpen")',
    ],
    [
      'another group field',
      'type Draft { ownerId: ID  authorId: ID  x: ID @auth(group: "ownerId") }',
      'type Draft { ownerId: ID  authorId: ID  x: ID @auth(group: "authorId") }',
      'Draft.x: @auth(group: "ownerId") → @auth(group: "authorId")',
    ],
    [
      'another type of the named object',
      'type Note { ownerId: ID }  type Draft { ownerId: ID  x(id: ID @auth(owner: "ownerId", of: "Draft")): ID }',
      'type Note { ownerId: ID }  type Draft { ownerId: ID  x(id: ID @auth(owner: "ownerId", of: "Note")): ID }',
      'Draft.x(id:): @auth(owner: "ownerId", of: "Draft") → @auth(owner: "ownerId", of: "Note")',
    ],
    [
      'scopes that two rules demand together',
      'type Draft { x: ID @auth(scopes: [["a", "b"]]) }',
      'type Draft { x: ID @auth(scopes: "a") @auth(scopes: "b") }',
      'Draft.x: @auth(scopes: [["a", "b"]]) → @auth(scopes: "a") @auth(scopes: "b")',
    ],
    [
      'a new member of a union',
      'type Note { x: ID }  union Found = Draft  type Draft { x: Found }',
      'type Note { x: ID }  union Found = Draft | Note  type Draft { x: Found }',
      'Found: new member Note',
    ],
    [
      'a new implementor of an interface',
      'interface Node { x: ID }  type Note { x: ID }  type Draft implements Node { x: ID }',
      'interface Node { x: ID }  type Note implements Node { x: ID }  type Draft implements Node { x: ID }',
      'Node: new member Note',
    ],
    [
      'a field that returns a richer type',
      'type Note { x: ID }  type Draft { x: Note }',
      'type Note { x: ID }  type Draft { x: Draft }',
      'Draft.x: type Note → Draft',
    ],
    [
      'a field that returns a list now',
      'type Draft { x: Draft }',
      'type Draft { x: [Draft] }',
      'Draft.x: type Draft → [Draft]',
    ],
    [
      'an object type that is a union now',
      'type Note { x: ID }  type Secret { x: ID }  type Draft { x: Note }',
      'type Plain { x: ID }  type Secret { x: ID }  union Note = Plain | Secret  type Draft { x: Note }',
      'Note: new member Secret',
    ],
    [
      'an object type that became a scalar',
      'type Note { x: ID @auth }  type Draft { x: Note }',
      'scalar Note  type Draft { x: Note }',
      'Note: is now a scalar, so no rule protects its parts',
    ],
    [
      'a new coordinate that takes several roles',
      'type Draft { x: ID }',
      'type Draft { x: ID  y: ID @auth(requires: LEGAL) @auth(requires: FINANCE) }',
      'Draft.y: new, open to no role alone',
    ],
    [
      'the default of a protected argument',
      'type Draft { x(all: Boolean = false @auth(requires: EDITOR)): ID }',
      'type Draft { x(all: Boolean = true @auth(requires: EDITOR)): ID }',
      'Draft.x(all:): when it is not sent: default false → default true',
    ],
    [
      'the default of a protected input field',
      'input Filter { all: Boolean = false @auth(requires: EDITOR) }  type Draft { x(filter: Filter): ID }',
      'input Filter { all: Boolean = true @auth(requires: EDITOR) }  type Draft { x(filter: Filter): ID }',
      'Filter.all: when it is not sent: default false → default true',
    ],
    [
      'a default that is a protected enum value now',
      'enum State { LIVE  HIDDEN @auth }  type Draft { x(state: State = LIVE): ID }',
      'enum State { LIVE  HIDDEN @auth }  type Draft { x(state: State = HIDDEN): ID }',
      'Draft.x(state:): when it is not sent: default LIVE → default HIDDEN',
    ],
    [
      'a protected argument that need no longer be sent',
      'type Draft { x(all: Boolean! @auth(requires: EDITOR)): ID }',
      'type Draft { x(all: Boolean @auth(requires: EDITOR)): ID }',
      'Draft.x(all:): when it is not sent: required → no value',
    ],
    [
      'a protected argument that was required and is removed',
      'type Draft { x(all: Boolean! @auth(requires: EDITOR)): ID }',
      'type Draft { x: ID }',
      'Draft.x(all:): when it is not sent: required → no value',
    ],
  ])('%s', (_what, before, after, line) => {
    const diff = diffOf(before, after);
    expect(diff.needsReview).toBe(true);
    expect(textOf(diff)).toContain(`  ${line} (changed, not provably narrower)\n`);
  });
});

describe('needs no review of', () => {
  it.each<[string, string, string]>([
    ['a new rule', 'type Draft { x: ID }', 'type Draft { x: ID @auth }'],
    [
      'a new rule for an argument with a default',
      'type Draft { x(all: Boolean = true): ID }',
      'type Draft { x(all: Boolean = true @auth): ID }',
    ],
    [
      'a rule that asks for a role which includes more',
      'type Draft { x: ID @auth(requires: USER) }',
      'type Draft { x: ID @auth(requires: EDITOR) }',
    ],
    [
      'two rules in one',
      'type Draft { x: ID @auth(requires: USER) @auth(maxAge: 60) }',
      'type Draft { x: ID @auth(requires: EDITOR, maxAge: 60) }',
    ],
    [
      "a stricter rule of the type that one of the field's repeats",
      'type Draft @auth(requires: USER) { x: ID @auth(requires: EDITOR) }',
      'type Draft @auth(requires: EDITOR) { x: ID @auth(requires: EDITOR) }',
    ],
    ['a second factor', 'type Draft { x: ID @auth }', 'type Draft { x: ID @auth(mfa: true) }'],
    ['a shorter maxAge', 'type Draft { x: ID @auth(maxAge: 900) }', 'type Draft { x: ID @auth(maxAge: 60) }'],
    [
      'owners alone instead of roles or owners',
      'type Draft { id: ID  x: ID @auth(requires: EDITOR, owner: "id") }',
      'type Draft { id: ID  x: ID @auth(owner: "id") }',
    ],
    [
      'a field, an argument, an enum value and a union member that are removed',
      `enum State { LIVE  HIDDEN @auth }  type Note { x: ID }  union Found = Draft | Note
        type Draft { x(state: State = LIVE, all: Boolean @auth): Found  y(all: Boolean! @auth): ID }`,
      'enum State { LIVE }  union Found = Draft  type Note { x: ID }  type Draft { x(state: State = LIVE): Found }',
    ],
    [
      'one member of a union in place of the union',
      'type Note { x: ID }  union Found = Draft | Note  type Draft { x: Found }',
      'type Note { x: ID }  union Found = Draft | Note  type Draft { x: Note! }',
    ],
    [
      'a scope more in a list, and a list less',
      'type Draft { x: ID @auth(scopes: [["a"], ["b"]]) }',
      'type Draft { x: ID @auth(scopes: [["a", "c"]]) }',
    ],
    [
      'a policy more in a list',
      'type Draft { x: ID @auth(policy: "isOpen") }',
      'type Draft { x: ID @auth(policy: [["isOpen", "isRecent"]]) }',
    ],
    [
      'a group in addition to the owner',
      'type Draft { id: ID  x: ID @auth(owner: "id") }',
      'type Draft { id: ID  x: ID @auth(owner: "id") @auth(group: "id") }',
    ],
    [
      'one condition instead of several',
      'type Draft { id: ID  x: ID @auth(requires: EDITOR, scopes: "a", owner: "id", group: "id", policy: "p") }',
      'type Draft { id: ID  x: ID @auth(group: "id") }',
    ],
    [
      'roles instead of the owner of a named object',
      'type Draft { ownerId: ID  x(id: ID @auth(requires: EDITOR, owner: "ownerId", of: "Draft")): ID }',
      'type Draft { ownerId: ID  x(id: ID @auth(requires: EDITOR)): ID }',
    ],
    [
      'a stricter rule of the type that `of` names',
      'type Note @auth { id: ID }  type Draft { x(id: ID @auth(of: "Note")): ID }',
      'type Note @auth(owner: "id", maxAge: 60) { id: ID }  type Draft { x(id: ID @auth(of: "Note")): ID }',
    ],
    [
      'a new @filtered',
      'type Note @auth { x: ID }  type Draft { x: [Note] }',
      'type Note @auth { x: ID }  type Draft { x: [Note] @filtered }',
    ],
    ['nullability alone', 'type Draft { x: [ID]! }', 'type Draft { x: [ID!] }'],
    [
      'another default of an argument that anybody may send',
      'type Draft { x(all: Boolean = false): ID }',
      'type Draft { x(all: Boolean = true): ID }',
    ],
  ])('%s', (_what, before, after) => {
    const diff = diffOf(before, after);
    expect(textOf(diff)).not.toMatch(/\((wider|changed, not provably narrower)\)/);
    expect(diff).toMatchObject({ isWider: false, needsReview: false });
  });

  it.each([
    [
      'the order of rules and roles',
      '@auth(requires: [USER, LEGAL]) @auth(maxAge: 9)',
      '@auth(maxAge: 9) @auth(requires: [LEGAL, USER])',
    ],
    [
      'the order of scopes and policies',
      '@auth(scopes: [["b", "a"], ["c"]], policy: ["q", "p"])',
      '@auth(scopes: [["c"], ["a", "b"]], policy: [["p"], ["q"]])',
    ],
    ['an identical policy', '@auth(owner: "id")', '@auth(owner: "id")'],
  ])('%s', (_what, before, after) => {
    const diff = diffOf(`type Draft { id: ID  x: ID ${before} }`, `type Draft { id: ID  x: ID ${after} }`);
    expect(textOf(diff)).toBe('The policy is the same.\n');
  });
});

describe('reports roles', () => {
  const places =
    'type Draft { x: ID @auth(requires: EDITOR)  y: ID @auth(requires: EDITOR) @auth(requires: LEGAL) }';

  it('that include more, with what they open', () => {
    const text = textOf(
      diffOf(
        `enum Role { USER  EDITOR  LEGAL } ${places}`,
        `enum Role { USER  EDITOR  LEGAL @inherits(roles: "USER") } ${places}`,
        '',
      ),
    );
    expect(text).toContain('  Role.LEGAL: now includes USER (changed, not provably narrower)\n');

    const opened = diffOf(
      `enum Role { USER  EDITOR  LEGAL } ${places}`,
      `enum Role { USER @inherits(roles: "EDITOR")  EDITOR  LEGAL } ${places}`,
      '',
    );
    expect(opened.isWider).toBe(true);
    expect(textOf(opened)).toContain('  Draft.x: USER deny → allow (wider)\n');
    // No single role satisfies both rules, but USER and LEGAL together now do.
    expect(textOf(opened)).toContain('  Draft.y: USER now satisfies @auth(requires: EDITOR) (wider)\n');
  });

  it('that include less or were removed, as narrower', () => {
    const before = `enum Role { USER  EDITOR @inherits(roles: "USER")  LEGAL @inherits(roles: "EDITOR") } ${places}`;
    const less = diffOf(before, `enum Role { USER  EDITOR @inherits(roles: "USER")  LEGAL } ${places}`, '');
    expect(less).toMatchObject({ needsReview: false });
    expect(textOf(less)).toContain('  Role.LEGAL: no longer includes USER, EDITOR (narrower)\n');

    const removed = diffOf(
      before,
      `enum Role { USER  EDITOR @inherits(roles: "USER") } type Draft { x: ID @auth(requires: EDITOR) }`,
      '',
    );
    expect(removed).toMatchObject({ needsReview: false, goneRoles: ['LEGAL'] });
  });

  it('that are new, with what they open', () => {
    const diff = diffOf(
      `enum Role { EDITOR  LEGAL } ${places}`,
      `enum Role { EDITOR  LEGAL  CHIEF @inherits(roles: "EDITOR") } ${places}`,
      '',
    );
    expect(diff).toMatchObject({ isWider: true, newRoles: ['CHIEF'] });
    expect(textOf(diff)).toContain('  Draft.x: CHIEF deny → allow (wider)\n');
  });
});

describe('a file of version 1', () => {
  const cells: readonly AccessCell[] = ['deny', 'owner+reauth', 'owner', 'allow+reauth', 'allow'];
  /** From each cell (the rows) to each: `+` wider, `-` narrower. */
  const verdicts = [
    // deny o+r  o    a+r  allow
    [' ', '+', '+', '+', '+'],
    ['-', ' ', '+', '+', '+'],
    ['-', '-', ' ', '+', '+'],
    ['-', '-', '+', ' ', '+'],
    ['-', '-', '-', '-', ' '],
  ];
  const changes = cells.flatMap((before, row) =>
    cells.map((after, column) => [before, after, verdicts[row]?.[column] ?? ''] as const),
  );

  it.each(changes)('from %s to %s is "%s"', (before, after, verdict) => {
    const diff = compareTables(tableOf({ USER: before }), tableOf({ USER: after }));
    expect({ wider: diff.wider.length, narrower: diff.narrower.length, isWider: diff.isWider }).toEqual({
      wider: verdict === '+' ? 1 : 0,
      narrower: verdict === '-' ? 1 : 0,
      isWider: verdict === '+',
    });
  });

  it.each<[AccessCell, AccessCell, 'wider' | 'unproven' | 'narrower']>([
    ['owner', 'owner|group', 'unproven'],
    ['owner|group', 'owner', 'unproven'],
    ['owner', 'scope', 'unproven'],
    ['allow', 'policy|scope', 'narrower'],
    ['allow+reauth', 'scope', 'wider'],
    ['allow+mfa', 'allow', 'wider'],
    ['allow+mfa', 'allow+reauth', 'wider'],
    ['allow+reauth', 'allow+reauth+mfa', 'narrower'],
    ['group', 'group+reauth', 'narrower'],
    ['group+reauth', 'owner|group', 'wider'],
    ['scope', 'allow', 'wider'],
    ['deny', 'policy', 'wider'],
    ['policy', 'deny', 'narrower'],
  ])('from %s to %s is %s', (before, after, verdict) => {
    const change = { coordinate: 'User.email', role: 'USER', before, after };
    const { wider, unproven, narrower } = compareTables(tableOf({ USER: before }), tableOf({ USER: after }));
    expect({ wider, unproven, narrower }).toEqual({
      wider: [],
      unproven: [],
      narrower: [],
      [verdict]: [change],
    });
  });

  it('is compared by its cells, and the text says that it contains nothing else', () => {
    const report = accessReport(schemaOf(draft));
    const table = accessTable(schemaOf(draft));
    expect(textOf(compareAccess({ version: 1, table }, report))).toMatch(
      /^The policy is the same\.\nThe file has version 1: /,
    );
  });

  it('reports a new role as wider where it may do more than an anonymous viewer', () => {
    const before = tableOf({});
    expect(compareTables(before, tableOf({ ['constructor' as string]: 'allow' }))).toMatchObject({
      newRoles: ['constructor'],
      wider: [{ role: 'constructor', before: 'deny', after: 'allow' }],
    });
    expect(compareTables(before, tableOf({ AUDITOR: 'deny' }))).toMatchObject({ isWider: false, wider: [] });
    expect(compareTables(tableOf({ AUDITOR: 'allow' }), before)).toMatchObject({
      goneRoles: ['AUDITOR'],
      isWider: false,
    });
  });

  it('lists wider changes first, and groups roles that changed alike', () => {
    const before: AccessTable = {
      'User.name': { ANONYMOUS: 'allow', USER: 'allow', EDITOR: 'allow' },
      'User.email': { ANONYMOUS: 'deny', USER: 'deny', EDITOR: 'deny' },
      'User.phone': { ANONYMOUS: 'deny', USER: 'deny', EDITOR: 'deny' },
    };
    const after: AccessTable = {
      'User.name': { ANONYMOUS: 'deny', USER: 'allow', EDITOR: 'allow' },
      'User.email': { ANONYMOUS: 'deny', USER: 'owner', EDITOR: 'owner' },
      'Query.health': { ANONYMOUS: 'allow', USER: 'allow', EDITOR: 'allow' },
      'Query.health(of:)': { ANONYMOUS: 'allow', USER: 'allow', EDITOR: 'allow' },
      'Query.report': { ANONYMOUS: 'deny', USER: 'deny', EDITOR: 'allow' },
    };
    expect(textOf({ ...compareTables(before, after), oldVersion: 2 })).toBe(`Wider
  User.email: USER, EDITOR deny → owner (wider)
  Query.health: new, open to everyone (wider)
  Query.report: new, open to EDITOR (wider)

Narrower
  User.name: ANONYMOUS allow → deny (narrower)

Removed
  User.phone

Access became wider.
`);
  });
});

it('reports a cell that differs even if its rules do not', () => {
  const report = accessReport(schemaOf('type Draft { x: ID @auth(requires: EDITOR) }'));
  const place = report.places['Draft.x'];
  if (!place) throw new Error('The report lacks Draft.x.');
  const edited = { ...place, access: { ...place.access, EDITOR: 'deny' as const } };
  const before = { ...report, places: { ...report.places, 'Draft.x': edited } };
  expect(compareAccess(before, report)).toMatchObject({
    wider: [{ coordinate: 'Draft.x', role: 'EDITOR', before: 'deny', after: 'allow' }],
  });
});

describe('a rule with an argument that this version does not know', () => {
  const report = accessReport(schemaOf('type Draft { x: ID @auth(requires: EDITOR) }'));
  const withRules = (...rules: string[]) => {
    const place = report.places['Draft.x'];
    if (!place) throw new Error('The report lacks Draft.x.');
    return { ...report, places: { ...report.places, 'Draft.x': { ...place, rules } } };
  };

  it.each<[string, string[], string[], string]>([
    [
      'that is missing now',
      ['@auth(requires: EDITOR, device: true)'],
      ['@auth(requires: EDITOR)'],
      'Draft.x: @auth(requires: EDITOR, device: true) → @auth(requires: EDITOR) (changed, not provably narrower)',
    ],
    [
      'that is new',
      ['@auth(requires: EDITOR)'],
      ['@auth(requires: EDITOR, device: true)'],
      'Draft.x: @auth(requires: EDITOR) → @auth(requires: EDITOR, device: true) (changed, not provably narrower)',
    ],
    ['that is removed', ['@auth(device: true)'], [], 'Draft.x: removed @auth(device: true) (wider)'],
  ])('%s needs a review', (_what, before, after, line) => {
    const diff = compareAccess(withRules(...before), withRules(...after));
    expect(diff.needsReview).toBe(true);
    expect(textOf(diff)).toContain(`  ${line}\n`);
  });

  it('that is the same needs none', () => {
    const [before, after] = ['@auth(device: true, owner: "id")', '@auth(owner: "id", device: true)'];
    expect(textOf(compareAccess(withRules(before), withRules(after)))).toBe('The policy is the same.\n');
  });
});

it('reports a new role with the conditions that it opens', () => {
  const place =
    'type Draft { id: ID  x: ID @auth(requires: EDITOR) @auth(scopes: "a", group: "id", maxAge: 60) }';
  const diff = diffOf(
    `enum Role { EDITOR } ${place}`,
    `enum Role { EDITOR  CHIEF @inherits(roles: "EDITOR") } ${place}`,
    '',
  );
  expect(textOf(diff)).toContain('  Draft.x: CHIEF deny → group|scope+reauth (wider)\n');
  const same = 'type Draft { id: ID  x: ID @auth(scopes: "a", group: "id", maxAge: 60) }';
  const unaffected = diffOf(`enum Role { EDITOR } ${same}`, `enum Role { EDITOR  CHIEF } ${same}`, '');
  expect(textOf(unaffected)).not.toContain('Draft.x');
});

it('escapes line breaks and control characters in a changed default', () => {
  const report = accessReport(schemaOf('type Draft { x(all: Boolean = true @auth): ID }'));
  const place = report.places['Draft.x(all:)'];
  if (!place) throw new Error('The report lacks Draft.x(all:).');
  const forged = { ...place, default: 'false\nThe policy is the same.\u001b[2J\u202e' };
  const before = { ...report, places: { ...report.places, 'Draft.x(all:)': forged } };
  expect(textOf(compareAccess(before, report))).toContain(
    'default false\\u{a}The policy is the same.\\u{1b}[2J\\u{202e} → default true',
  );
});

function diffOf(before: string, after: string, enumRole = roles): AccessDiff {
  const reports = [before, after].map((sdl) => accessReport(schemaOf(sdl, enumRole)));
  const [old, current] = reports;
  if (!old || !current) throw new Error('There are two reports.');
  return compareAccess(old, current);
}

function schemaOf(sdl: string, enumRole = roles): ReturnType<typeof makeExecutableSchema> {
  return makeExecutableSchema({ typeDefs: [authorizationTypeDefs, enumRole, query, sdl].filter(Boolean) });
}

function textOf(diff: AccessDiff): string {
  return formatDiff(diff, (_style, text) => text);
}

function tableOf(row: Record<string, AccessCell>): AccessTable {
  return { 'User.email': { ANONYMOUS: 'deny', ...row } };
}
