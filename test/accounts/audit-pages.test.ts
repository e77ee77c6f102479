import type { Document } from 'mongodb';
import {
  type AuditDocument,
  auditQuery,
  openAuditCollection,
  readAuditEvents,
  readAuditPage,
} from '../support/audit.js';
import { expectCode } from '../support/expectations.js';
import { freshDatabaseUri, type Person, useGraphward } from '../support/graphward.js';
import { plansOf } from '../support/query-plan.js';

const database = freshDatabaseUri();
const sent: Document[] = [];
const graphward = useGraphward({
  database,
  onCommand: ({ command }) => {
    if (command.find === 'auditEvents') sent.push(command);
  },
});
const { events, client } = openAuditCollection(database);
afterAll(() => client.close());

const count = 5_000;
const users = Array.from({ length: 5 }, (_, index) => String(index).repeat(24));
const types = ['login', 'logout', 'roles_changed'];
const start = Date.UTC(2026, 0, 1);

/** Past events, one each second. */
function eventAt(index: number): Document {
  const at = new Date(start + index * 1_000);
  const userId = users[index % users.length] ?? '';
  return {
    _id: `${at.getTime().toString(16).padStart(12, '0')}${index.toString(16).padStart(8, '0')}${'0'.repeat(16)}`,
    at,
    type: types[index % types.length],
    outcome: 'success',
    userId,
    targetUserId: null,
    sessionId: null,
    ipAddress: null,
    userAgent: null,
    requestId: String(index),
    details: [],
    users: [userId],
  };
}

let admin: Person;
beforeAll(async () => {
  await events.insertMany(Array.from({ length: count }, (_, index) => eventAt(index) as AuditDocument));
  admin = await graphward.signUp('admin', 'ADMIN');
});

const at = (index: number) => new Date(start + index * 1_000).toISOString();
const period = { since: at(0), until: at(count) };

it('pages through all events of a period, newest first', async () => {
  const filter = { since: at(100), until: at(350) };
  const seen: string[] = [];
  let after: string | null = null;
  let pages = 0;
  do {
    const page = await readAuditPage(graphward, admin, { first: 100, after, filter });
    seen.push(...page.edges.map(({ node }) => node.requestId));
    expect(page.pageInfo.hasPreviousPage).toBe(pages > 0);
    expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor);
    pages += 1;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(pages).toBe(3);
  expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => String(349 - index)));
});

it('returns 20 events by default, the newest first', async () => {
  const { edges, pageInfo } = await readAuditPage(graphward, admin);
  expect(edges[0]?.node).toMatchObject({ type: 'login', outcome: 'success', userId: admin.id });
  expect(edges).toHaveLength(20);
  expect(pageInfo.hasNextPage).toBe(true);
});

it('finds events by user and type, whether the user acted or was affected', async () => {
  const [userId = ''] = users;
  const found = await readAuditEvents(graphward, admin, { ...period, userId, type: 'logout' });
  expect(found.length).toBe(100);
  for (const event of found) expect(event).toMatchObject({ userId, type: 'logout' });

  const alice = await graphward.signUp('alice');
  const query = 'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }';
  await graphward.as(admin).ask(query, { input: { userId: alice.id, roles: ['EDITOR'] } });
  expect(await readAuditEvents(graphward, admin, { userId: alice.id })).toMatchObject([
    { type: 'roles_changed', userId: admin.id, targetUserId: alice.id },
    { type: 'login', userId: alice.id },
    { type: 'account_created', userId: null, targetUserId: alice.id },
  ]);
});

describe('reads no more documents than a page has', () => {
  const [userId] = users;
  const filters = {
    'without a filter': {},
    'by user': { userId },
    'by type': { type: 'roles_changed' },
    'by user and type': { userId, type: 'login' },
    'by period': period,
    'by user and period': { ...period, userId },
    'by type and period': { ...period, type: 'login' },
    'by user, type and period': { ...period, userId, type: 'login' },
    'of a user without events': { userId: 'f'.repeat(24) },
    'of an unknown type': { type: 'nothing' },
  };

  it.each(Object.entries(filters))('%s, on the first page and in the middle', async (_what, filter) => {
    const first = await readAuditPage(graphward, admin, { first: 50, filter });
    const after = first.pageInfo.endCursor;
    sent.length = 0;
    await readAuditPage(graphward, admin, { first: 50, filter });
    await readAuditPage(graphward, admin, { first: 50, filter, after });
    expect(sent).toHaveLength(2);
    for (const command of sent.splice(0))
      for (const plan of await plansOf(client.db(), command)) {
        expect(plan.stages).not.toContain('COLLSCAN');
        expect(plan.stages).not.toContain('SORT');
        expect(plan.documentsRead).toBeLessThanOrEqual(51);
      }
  });
});

it.each([
  ['first', { first: 0 }],
  ['first', { first: 101 }],
  ['after', { after: 'nothing' }],
  ['after', { after: Buffer.from('["users","a@example.com"]').toString('base64url') }],
  ['after', { after: Buffer.from('["auditEvents","{\\"$gt\\":0}"]').toString('base64url') }],
  ['userId', { filter: { userId: 'nobody' } }],
  ['type', { filter: { type: 'x'.repeat(65) } }],
])('rejects an invalid %s: %j', async (field, variables) => {
  const { extensions } = expectCode(await graphward.as(admin).ask(auditQuery, variables), 'BAD_USER_INPUT');
  expect(extensions.field).toBe(field);
});

it('accepts any date, even one before the first event', async () => {
  for (const since of ['0001-01-01T00:00:00Z', '1969-12-31T23:59:59Z'])
    expect((await readAuditPage(graphward, admin, { filter: { since } })).edges).toHaveLength(20);
  const far = { since: '9999-12-31T23:59:59Z' };
  expect((await readAuditPage(graphward, admin, { filter: far })).edges).toEqual([]);
});

it('is for administrators only', async () => {
  const editor = await graphward.signUp('editor', 'EDITOR');
  expectCode(await graphward.as(editor).ask(auditQuery), 'FORBIDDEN');
  expectCode(await graphward.ask(auditQuery), 'UNAUTHENTICATED', 'TOKEN_MISSING');
});
