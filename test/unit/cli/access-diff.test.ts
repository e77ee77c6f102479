import type { AccessCell, AccessTable } from '../../../src/authorization/index.js';
import { compareAccess } from '../../../src/cli/access-diff.js';
import { formatDiff } from '../../../src/cli/access-diff-text.js';

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

test.each(changes)('from %s to %s is "%s"', (before, after, verdict) => {
  const diff = compareAccess(tableOf({ USER: before }), tableOf({ USER: after }));
  expect({ wider: diff.wider.length, narrower: diff.narrower.length, isWider: diff.isWider }).toEqual({
    wider: verdict === '+' ? 1 : 0,
    narrower: verdict === '-' ? 1 : 0,
    isWider: verdict === '+',
  });
});

test('a new place is wider only if nobody needs to sign in for it', () => {
  const before = tableOf({});
  const closed = { ...before, 'User.phone': { ANONYMOUS: 'deny', USER: 'allow' } } as const;
  const open = { ...before, 'User.phone': { ANONYMOUS: 'allow', USER: 'allow' } } as const;

  expect(compareAccess(before, closed)).toMatchObject({ isWider: false, addedOpen: {} });
  expect(compareAccess(before, closed).added).toHaveProperty(['User.phone']);
  expect(compareAccess(before, open)).toMatchObject({ isWider: true, added: {} });
  expect(compareAccess(open, before)).toMatchObject({ isWider: false, removed: { 'User.phone': {} } });
});

test('a new role counts as wider where it may do more than somebody who has not signed in', () => {
  const before = tableOf({});
  expect(compareAccess(before, tableOf({ ['constructor' as string]: 'allow' }))).toMatchObject({
    newRoles: ['constructor'],
    wider: [{ role: 'constructor', before: 'deny', after: 'allow' }],
  });
  expect(compareAccess(before, tableOf({ AUDITOR: 'deny' }))).toMatchObject({ isWider: false, wider: [] });
  expect(compareAccess(tableOf({ AUDITOR: 'allow' }), before)).toMatchObject({
    goneRoles: ['AUDITOR'],
    isWider: false,
  });
});

test('what became wider is told first, in plain words, and roles that changed alike together', () => {
  const before: AccessTable = {
    'User.name': { ANONYMOUS: 'allow', USER: 'allow', EDITOR: 'allow' },
    'User.email': { ANONYMOUS: 'deny', USER: 'deny', EDITOR: 'deny' },
    'User.phone': { ANONYMOUS: 'deny', USER: 'deny', EDITOR: 'deny' },
  };
  const after: AccessTable = {
    'User.name': { ANONYMOUS: 'deny', USER: 'allow', EDITOR: 'allow' },
    'User.email': { ANONYMOUS: 'deny', USER: 'owner', EDITOR: 'owner' },
    'Query.health': { ANONYMOUS: 'allow', USER: 'allow', EDITOR: 'allow' },
    'Query.report': { ANONYMOUS: 'deny', USER: 'deny', EDITOR: 'allow' },
  };
  expect(formatDiff(compareAccess(before, after), plain)).toBe(`Wider
  User.email: USER, EDITOR deny → owner (wider)
  Query.health: new, open to everybody (wider)

Narrower
  User.name: ANONYMOUS allow → deny (narrower)

New
  Query.report: ANONYMOUS deny, USER deny, EDITOR allow

Gone
  User.phone

Access became wider.
`);
  expect(formatDiff(compareAccess(after, after), plain)).toBe('The policy is the same.\n');
});

function tableOf(row: Record<string, AccessCell>): AccessTable {
  return { 'User.email': { ANONYMOUS: 'deny', ...row } };
}

function plain(_style: unknown, text: string): string {
  return text;
}
