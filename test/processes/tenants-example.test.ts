import { join } from 'node:path';
import { mailSettings } from '../support/account-mutations.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { expectCode, expectData } from '../support/expectations.js';
import { useMailServer } from '../support/mail-server.js';
import { cleanUpProcesses, type ServerProcess, startProgram, whenServing } from '../support/process.js';

interface Member {
  readonly id: string;
  readonly email: string;
  readonly ask: ServerProcess['ask'];
}

const admin = { email: 'admin@example.com', password: 'the first one looks after all' };
const mail = useMailServer();
let server: ServerProcess;
let alice: Member, bob: Member, carol: Member, editor: Member;
let acme: string, beta: string;

beforeAll(async () => {
  const env = {
    PORT: '0',
    DATA_DIR: temporaryFolder(),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    ...mailSettings(mail()),
  };
  const main = join(__dirname, '../../examples/tenants/dist/main.js');
  server = await whenServing(startProgram(process.execPath, [main], { env }));
  const ids = new Map<string, string>();
  for (const name of ['alice', 'bob', 'carol', 'erin']) ids.set(name, await register(name));
  const administrator = await signIn(admin.email, admin.password);
  const setRoles = 'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }';
  expectData(await administrator.ask(setRoles, { input: { userId: ids.get('erin'), roles: ['EDITOR'] } }));

  const create = 'mutation ($name: String!) { createTenant(name: $name) { id name } }';
  const add =
    'mutation ($tenantId: ID!, $userId: ID!) { addMember(tenantId: $tenantId, userId: $userId) { id } }';
  acme = expectData(await (await signInAs('alice')).ask(create, { name: 'Acme' })).createTenant.id as string;
  beta = expectData(await (await signInAs('carol')).ask(create, { name: 'Beta' })).createTenant.id as string;
  const owner = await signInAs('alice');
  for (const name of ['bob', 'erin'])
    expectData(await owner.ask(add, { tenantId: acme, userId: ids.get(name) }));
  [alice, bob, carol, editor] = (await Promise.all(['alice', 'bob', 'carol', 'erin'].map(signInAs))) as [
    Member,
    Member,
    Member,
    Member,
  ];
});
afterAll(cleanUpProcesses);

const passwordOf = (name: string) => `${name} keeps track of issues`;

async function register(name: string): Promise<string> {
  const input = { name, email: `${name}@example.com`, password: passwordOf(name), company: `${name} & Co.` };
  const query = 'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }';
  return expectData(await server.ask(query, { input })).register.user.id as string;
}

const signInAs = (name: string) => signIn(`${name}@example.com`, passwordOf(name));

async function signIn(email: string, password: string): Promise<Member> {
  const query = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken user { id } } }';
  const { accessToken, user } = expectData(await server.ask(query, { input: { email, password } })).login as {
    accessToken: string;
    user: { id: string };
  };
  return {
    id: user.id,
    email,
    ask: (operation, variables) => server.ask(operation, variables, { token: accessToken }),
  };
}

async function createIssue(member: Member, tenantId: string, title: string): Promise<string> {
  const query =
    'mutation ($tenantId: ID!, $title: String!) { createIssue(tenantId: $tenantId, title: $title) { id } }';
  return expectData(await member.ask(query, { tenantId, title })).createIssue.id as string;
}

const list =
  'query ($first: Int, $after: ID) { issues(first: $first, after: $after) { issues { title } totalCount next } }';
const update = 'mutation ($input: UpdateIssueInput!) { updateIssue(input: $input) { title done } }';

it('pages and counts only the issues of the viewer’s tenants', async () => {
  for (const [index, member] of [alice, bob, alice, bob, alice].entries())
    await createIssue(member, acme, `a${index}`);
  await createIssue(carol, beta, 'b0');
  const titles: string[] = [];
  let after: string | null = null;
  do {
    const { issues } = expectData(await bob.ask(list, { first: 2, after }));
    expect(issues.totalCount).toBe(5);
    titles.push(...(issues.issues as { title: string }[]).map(({ title }) => title));
    after = issues.next as string | null;
  } while (after !== null);
  expect(titles).toEqual(['a0', 'a1', 'a2', 'a3', 'a4']);
  expect(expectData(await carol.ask(list)).issues).toEqual({
    issues: [{ title: 'b0' }],
    totalCount: 1,
    next: null,
  });
});

it('lets the author and an editor of the tenant change an issue, and nobody else', async () => {
  const id = await createIssue(alice, acme, 'paint the door');
  expect(expectData(await alice.ask(update, { input: { id, done: true } })).updateIssue.done).toBe(true);
  expect(expectData(await editor.ask(update, { input: { id, title: 'paint' } })).updateIssue.title).toBe(
    'paint',
  );
  expect(expectData(await alice.ask(update, { input: { id } })).updateIssue).toEqual({
    title: 'paint',
    done: true,
  });
  expectCode(await bob.ask(update, { input: { id, title: 'x' } }), 'FORBIDDEN');
  expectCode(await server.ask(update, { input: { id } }), 'UNAUTHENTICATED', 'TOKEN_MISSING');
  const foreign = await carol.ask(update, { input: { id, title: 'x' } });
  const missing = await carol.ask(update, { input: { id: 'missing', title: 'x' } });
  expectCode(foreign, 'FORBIDDEN');
  expect(foreign.errors).toEqual(missing.errors);
});

it('refuses an editor the issues of another tenant', async () => {
  const id = await createIssue(carol, beta, 'secret');
  expectCode(await editor.ask(update, { input: { id, title: 'x' } }), 'FORBIDDEN');
  expectCode(await editor.ask('query ($id: ID!) { issue(id: $id) { title } }', { id }), 'FORBIDDEN');
  const create = 'mutation ($id: ID!) { createIssue(tenantId: $id, title: "x") { id } }';
  expectCode(await editor.ask(create, { id: beta }), 'FORBIDDEN');
});

it('shows internal comments to their author and to editors', async () => {
  const id = await createIssue(alice, acme, 'comments');
  const comment =
    'mutation ($id: ID!, $text: String!, $audience: Audience!) { comment(issueId: $id, text: $text, audience: $audience) { id } }';
  expectData(await alice.ask(comment, { id, text: 'open', audience: 'MEMBERS' }));
  expectData(await alice.ask(comment, { id, text: 'of alice', audience: 'INTERNAL' }));
  expectData(await bob.ask(comment, { id, text: 'of bob', audience: 'INTERNAL' }));
  expectCode(await carol.ask(comment, { id, text: 'x', audience: 'MEMBERS' }), 'FORBIDDEN');
  const read = 'query ($id: ID!) { issue(id: $id) { comments { text } } }';
  const seenBy = async (member: Member) =>
    (expectData(await member.ask(read, { id })).issue.comments as { text: string }[]).map(({ text }) => text);
  expect(await seenBy(alice)).toEqual(['open', 'of alice']);
  expect(await seenBy(bob)).toEqual(['open', 'of bob']);
  expect(await seenBy(editor)).toEqual(['open', 'of alice', 'of bob']);
});

it('lets only its creator add members to a tenant', async () => {
  const add =
    'mutation ($tenantId: ID!, $userId: ID!) { addMember(tenantId: $tenantId, userId: $userId) { id } }';
  for (const member of [bob, editor, carol])
    expectCode(await member.ask(add, { tenantId: acme, userId: carol.id }), 'FORBIDDEN');
  expect(expectData(await carol.ask('{ tenants { name } }')).tenants).toEqual([{ name: 'Beta' }]);
});

it('keeps the company of a user, for the user and for editors', async () => {
  expect(expectData(await alice.ask('{ me { company } }')).me).toEqual({ company: 'alice & Co.' });
  const input = { email: 'x@example.com', password: passwordOf('xavier'), company: 'x'.repeat(201) };
  const query = 'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }';
  expectCode(await server.ask(query, { input }), 'BAD_USER_INPUT');
});

it('welcomes a user by mail', async () => {
  const { raw } = await mail().mailTo('alice@example.com', /^Welcome to the issue tracker$/);
  expect(raw).toContain('Hello alice,');
});

it("creates issues by a webhook with the tenant's key", async () => {
  const create = 'mutation ($id: ID!) { createWebhookKey(tenantId: $id) }';
  expectCode(await bob.ask(create, { id: acme }), 'FORBIDDEN');
  const key = expectData(await carol.ask(create, { id: beta })).createWebhookKey as string;
  const call = (headers: Record<string, string>, body: object) =>
    fetch(`${server.url}/webhooks/issues`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  const created = await call({ 'x-webhook-key': key }, { title: 'from outside' });
  expect(created.status).toBe(201);
  const { id } = (await created.json()) as { id: string };
  const read = 'query ($id: ID!) { issue(id: $id) { title tenantId } }';
  const issue = { title: 'from outside', tenantId: beta };
  expect(expectData(await carol.ask(read, { id })).issue).toEqual(issue);
  expectCode(await alice.ask(read, { id }), 'FORBIDDEN');
  const statuses = await Promise.all([
    call({}, { title: 'x' }),
    call({ 'x-webhook-key': 'x' }, { title: 'x' }),
    call({ 'x-webhook-key': key }, { title: { $ne: 1 } }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([403, 403, 400]);
});
