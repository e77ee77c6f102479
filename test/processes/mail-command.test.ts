import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  mailSettings,
  requestPasswordReset,
  resetPassword,
  tryToRegister,
  verifyEmail,
} from '../support/account-mutations.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { parse, startMailServer, tokenIn } from '../support/mail-server.js';
import { cleanUpProcesses, runCommand, sharedDatabase, startServerProcess } from '../support/process.js';
import { tryToLogIn } from '../support/sessions.js';

jest.setTimeout(60_000);
afterEach(cleanUpProcesses);

const email = 'alice@example.com';
const password = 'four words make one';
const newPassword = 'four other words instead';
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** The mails in `DATA_DIR/outbox`, oldest first, once there are so many. */
async function mailsIn(dataDir: string, count: number) {
  const folder = join(dataDir, 'outbox');
  let names: string[] = [];
  await eventually(() => {
    names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
    expect(names).toHaveLength(count);
  });
  return names.sort().map((name) => ({
    mode: modeOf(join(folder, name)),
    ...parse(readFileSync(join(folder, name), 'utf8')),
  }));
}

it('writes mails to files that only the user can read, with the embedded database and no SMTP server', async () => {
  const DATA_DIR = join(temporaryFolder(), 'data');
  const env = { DATA_DIR, EMAIL_VERIFICATION: 'required' };
  const server = await startServerProcess({ env });
  expect(server.said().stdout).toContain('Mails are written to files. Set SMTP_URL to send them.');

  expect(expectData(await tryToRegister(server, { email, password }))).toEqual({ register: null });

  const [mail] = await mailsIn(DATA_DIR, 1);
  if (!mail) throw new Error('There is no mail.');
  expect([mail.mode, modeOf(join(DATA_DIR, 'outbox'))]).toEqual(['600', '700']);
  expect(Object.fromEntries(mail.headers)).toMatchObject({
    to: email,
    from: 'Graphward <no-reply@localhost>',
    subject: 'Confirm your registration',
  });
  expectData(await verifyEmail(server, tokenIn(mail)));
  expectData(await tryToLogIn(server, { email, password }));

  // The folder is part of the data folder, so the next start accepts it.
  await server.signal('SIGTERM');
  const again = await startServerProcess({ env });
  expectData(await requestPasswordReset(again, email));
  const mails = await mailsIn(DATA_DIR, 2);
  expectData(await resetPassword(again, tokenIn(mails[1] ?? mail), newPassword));
  expectCode(await tryToLogIn(again, { email, password }), 'INVALID_CREDENTIALS');

  // The other mail, that the password was reset, is written after the response.
  await mailsIn(DATA_DIR, 3);
  expect((await runCommand(['user', 'delete', email], { env })).exitCode).toBe(0);
  await mailsIn(DATA_DIR, 0);
});

it('lists and retries mails that were given up, while the server runs', async () => {
  const mail = await startMailServer();
  const env = { ...sharedDatabase(), ...mailSettings(mail) };
  mail.behave('reject');
  const server = await startServerProcess({ env });
  await runCommand(['user', 'create', email], { env, input: `${password}\n` });
  expect((await runCommand(['mail', 'list'], { env })).stdout).toBe('');
  expectData(await requestPasswordReset(server, email));

  await eventually(async () => {
    const { stdout, exitCode } = await runCommand(['mail', 'list'], { env });
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\t')).toEqual([
      expect.stringMatching(/^[0-9a-f]{24}$/),
      'failed',
      'reset-password',
      email,
      expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      '1 attempt',
      expect.stringContaining('550'),
    ]);
  }, 30_000);
  expect(server.said().stdout).toContain('a mail was given up');

  mail.behave('accept');
  expect((await runCommand(['mail', 'retry'], { env })).stdout).toBe('1 mail is due.\n');
  tokenIn(await mail.mailTo(email));
  expect((await runCommand(['mail', 'retry'], { env })).stdout).toBe('0 mails are due.\n');

  const unknown = await runCommand(['mail', 'retry', '0'.repeat(24)], { env });
  expect([unknown.exitCode, unknown.stderr]).toEqual([
    1,
    expect.stringMatching(/^Mail 0{24} is being sent, was sent/),
  ]);
  const malformed = await runCommand(['mail', 'retry', 'x'], { env });
  expect([malformed.exitCode, malformed.stderr]).toEqual([1, expect.stringMatching(/^Invalid ID/)]);
  await mail.stop();
});
