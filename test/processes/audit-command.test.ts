import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAuditCollection } from '../support/audit.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { cleanUpProcesses, runCommand, sharedDatabase, startCommand, waitFor } from '../support/process.js';

jest.setTimeout(60_000);
afterEach(cleanUpProcesses);

const password = 'four words make one';

/** A database in which an operator has created an account and changed its roles twice. */
async function databaseWithEvents() {
  const env = sharedDatabase();
  const user = (...args: string[]) => runCommand(['user', ...args], { env, input: password });
  expect((await user('create', 'alice@example.com')).exitCode).toBe(0);
  for (const role of ['EDITOR', 'USER'])
    expect((await user('set-roles', 'alice@example.com', role)).exitCode).toBe(0);
  return { env, user };
}

const linesOf = (text: string) => text.split('\n').filter(Boolean);

it('prints, exports and verifies what an operator did at the command line', async () => {
  const { env } = await databaseWithEvents();
  const [tail, last, exported, none, verified] = await Promise.all([
    runCommand(['audit', 'tail'], { env }),
    runCommand(['audit', 'tail', '-n', '1'], { env }),
    runCommand(['audit', 'export'], { env }),
    runCommand(['audit', 'export', '--since', '2020-01-01', '--until', '2020-01-02'], { env }),
    runCommand(['audit', 'verify'], { env }),
  ]);

  const rows = linesOf(tail.stdout).map((line) => line.split('\t'));
  expect(rows.map(([, type]) => type)).toEqual([
    'account_created',
    'audit_closed',
    'roles_changed',
    'audit_closed',
    'roles_changed',
    'audit_closed',
  ]);
  expect(rows[0]?.[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(rows[0]?.slice(5)).toEqual(['-', 'command line', 'roles=USER']);
  expect(rows[2]?.slice(5)).toEqual(['-', 'command line', 'before=USER; after=EDITOR']);
  expect(linesOf(last.stdout)).toHaveLength(1);

  const events = linesOf(exported.stdout).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events).toHaveLength(6);
  expect(events[0]).toMatchObject({ type: 'account_created', userAgent: 'graphward user', sequence: 0 });
  expect(none.stdout).toBe('');

  expect(verified.stdout).toBe('No event was changed or removed: 6 events of 3 writers.\n');
  for (const { exitCode, stderr } of [tail, last, exported, none, verified])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

it('reports a removed event and exits with 1', async () => {
  const { env } = await databaseWithEvents();
  const { events, client } = openAuditCollection(env.MONGODB_URI);
  const [first] = await events.find().sort({ _id: 1 }).toArray();
  await events.deleteOne({ _id: String(first?._id) });
  await client.close();

  const { exitCode, stdout } = await runCommand(['audit', 'verify'], { env });
  expect(linesOf(stdout)).toEqual([
    expect.stringMatching(`^Removed before event \\w+: event 0 of writer ${first?.writer}\\.$`),
    'Problems were found: 5 events of 3 writers.',
  ]);
  expect(exitCode).toBe(1);

  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const accepted = await runCommand(['audit', 'verify', '--since', tomorrow], { env });
  expect(accepted.exitCode).toBe(0);
});

it('verifies events from before a change of the secret with --old-secret', async () => {
  const { env } = await databaseWithEvents();
  const changed = { ...env, REFRESH_SECRET: sharedDatabase().REFRESH_SECRET };
  const file = join(temporaryFolder(), 'old-secret');
  writeFileSync(file, `${env.REFRESH_SECRET}\n`);
  const [without, withOld] = await Promise.all([
    runCommand(['audit', 'verify'], { env: changed }),
    runCommand(['audit', 'verify', '--old-secret', file], { env: changed }),
  ]);
  expect(without.stdout).toMatch(/^6 events are sealed with the unknown key \w{8}\. If the refresh secret/);
  expect([without.exitCode, withOld.exitCode]).toEqual([1, 0]);
});

it('prints further events with --follow, until it is stopped', async () => {
  const { env, user } = await databaseWithEvents();
  const following = startCommand(['audit', 'tail', '-n', '2', '--follow'], { env });
  await waitFor(following, /audit_closed/);
  await user('disable', 'alice@example.com');
  await waitFor(following, /disabled_changed/);
  const { exitCode, stdout } = await following.signal('SIGTERM');
  expect(exitCode).toBe(0);
  expect(linesOf(stdout).filter((line) => line.includes('roles_changed'))).toHaveLength(1);
  expect(linesOf(stdout).filter((line) => line.includes('disabled_changed'))).toHaveLength(1);
});

it('escapes control and bidirectional characters', async () => {
  const { env } = await databaseWithEvents();
  const { events, client } = openAuditCollection(env.MONGODB_URI);
  const userAgent = 'a\u001b[31mred\u202e';
  await events.updateMany({}, { $set: { userAgent, requestId: userAgent } });
  await client.close();
  const [tail, exported] = await Promise.all([
    runCommand(['audit', 'tail'], { env }),
    runCommand(['audit', 'export'], { env }),
  ]);
  for (const { stdout } of [tail, exported]) expect(stdout).toMatch(/^[\t\n -~]+$/);
  expect(tail.stdout).toContain('a\\u{1b}[31mred\\u{202e}');
  expect(JSON.parse(linesOf(exported.stdout)[0] ?? '')).toMatchObject({ userAgent });
});

it.each([
  [['tail', '-n', '0'], /whole number from 1 to 10000/],
  [['tail', '-n', 'many'], /whole number from 1 to 10000/],
  [['export', '--since', 'yesterday'], /must be a date such as 2026-01-31/],
  [['verify', '--since', '2026-13-45'], /must be a date such as 2026-01-31/],
  [['verify', '--old-secret', 'missing.txt'], /missing\.txt/],
])('rejects %j', async (args, message) => {
  const { exitCode, stdout, stderr } = await runCommand(['audit', ...args], { env: sharedDatabase() });
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ +at /m);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
});
