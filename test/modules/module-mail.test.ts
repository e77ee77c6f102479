import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MongoClient } from 'mongodb';
import { defineModule, type ModuleMail } from '../../src/index.js';
import {
  mailSettings,
  requestPasswordReset,
  resetPassword,
  tryToRegister,
} from '../support/account-mutations.js';
import { cleanUp, temporaryFolder } from '../support/embedded-mongodb.js';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { freshDatabaseUri, useGraphward } from '../support/graphward.js';
import { tokenIn, useMailServer } from '../support/mail-server.js';

const mail = useMailServer();
const database = freshDatabaseUri();
const client = new MongoClient(database);
const outbox = client.db().collection('mailOutbox');
afterAll(async () => {
  await client.close();
  await cleanUp();
});

const templates = temporaryFolder();
writeFileSync(
  join(templates, 'reset-password.txt'),
  'Subject: Neues Passwort für Ümläut\n\nHier: {{link}}\n',
);
writeFileSync(
  join(templates, 'reset-password.html'),
  '<p><a href="{{link}}">Hier</a> oder <a href="{{appUrl}}">dort</a></p>\n',
);
const corporate = defineModule({ name: 'corporate', mailTemplates: pathToFileURL(`${templates}/`) });

const greeter = defineModule({
  name: 'greeter',
  typeDefs: 'extend type Query { ping: Boolean @public }',
  resolvers: { Query: { ping: () => true } },
  hooks: {
    afterRegister: ({ id, name }, { services }) =>
      services.mail.send({
        userId: id,
        subject: `Welcome, ${name ?? ''}`,
        text: 'Hello.\n',
        html: '<p>Hello.</p>\n',
      }),
  },
});
const graphward = useGraphward(() => ({
  database,
  env: { ...mailSettings(mail()), APP_URL: "https://app.example.com/o'neill&sons" },
  modules: [greeter, corporate],
  mailTimes: { retryDelaysMs: Array<number>(1000).fill(20), pollMs: 50, attemptMs: 400 },
}));
const send = (message: Partial<ModuleMail> & Pick<ModuleMail, 'userId'>) =>
  graphward.app.services.mail.send({ subject: 'News', text: 'Something happened.', ...message });

it('welcomes a user who has registered', async () => {
  const email = 'alice@example.com';
  expectData(await tryToRegister(graphward, { email, password: 'four words make one', name: 'Alice' }));
  const { headers, text, html, from } = await mail().mailTo(email);
  expect(headers.get('subject')).toBe('Welcome, Alice');
  expect([text, html].map((part) => part.trim())).toEqual(['Hello.', '<p>Hello.</p>']);
  expect(headers.get('auto-submitted')).toBe('auto-generated');
  expect(from).toBe('no-reply@example.com');
});

it('sends text alone, to the address that the user has now', async () => {
  const bob = await graphward.signUp('bob');
  const email = `new.${bob.email}`;
  const origin = { requestId: 'test', ipAddress: null, userAgent: null };
  await graphward.app.services.administration.setEmail(null, bob.id, email, origin);
  await send({ userId: bob.id });
  const { raw, headers } = await mail().mailTo(email);
  expect(headers.get('content-type')).toMatch(/^text\/plain/);
  expect(raw).toContain('Something happened.');
  expect(mail().mailsTo(bob.email)).toEqual([]);
});

it('keeps the mail encrypted until a server that defers it accepts it', async () => {
  const carol = await graphward.signUp('carol');
  mail().behave('defer');
  await send({ userId: carol.id, subject: 'A planted subject', text: 'A planted text.' });
  await eventually(async () =>
    expect(await graphward.app.services.mail.list()).toEqual([
      expect.objectContaining({
        kind: 'module',
        to: carol.email,
        error: expect.stringMatching(/^EENVELOPE 451/),
      }),
    ]),
  );
  const stored = await outbox.findOne({ userId: carol.id });
  const bytes = Buffer.from((stored?.sealed as { buffer: Uint8Array }).buffer).toString('latin1');
  expect(bytes).not.toContain('planted');
  expect(JSON.stringify(graphward.logLines)).not.toContain('planted');

  mail().behave('accept');

  expect((await mail().mailTo(carol.email)).headers.get('subject')).toBe('A planted subject');
  await eventually(async () => expect(await outbox.countDocuments()).toBe(0));
});

it.each([
  [{ subject: 'News\r\nBcc: eve@example.com' }, 'subject', /line breaks/],
  [{ subject: 'News\u202e' }, 'subject', /bidirectional/],
  [{ subject: ' ' }, 'subject', /no subject/],
  [{ subject: 'x'.repeat(201) }, 'subject', /longer than 200 characters/],
  [{ text: '' }, 'text', /^The text of the mail is empty/],
  [{ text: 'ä'.repeat(50_001) }, 'text', /^The text of the mail is longer than 100 KB/],
  [{ html: 'x'.repeat(100_001) }, 'html', /^The html of the mail is longer than 100 KB/],
  [{ html: '' }, 'html', /^The html of the mail is empty/],
  [{ userId: 'x' }, 'userId', /./],
])('refuses case %#, a wrong value', async (message, field, problem) => {
  const { id: userId } = await graphward.signUp('dave');
  await expect(send({ userId, ...message })).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', field },
    message: expect.stringMatching(problem),
  });
  expect(await outbox.countDocuments()).toBe(0);
});

it('refuses a user who does not exist', async () => {
  await expect(send({ userId: 'f'.repeat(24) })).rejects.toMatchObject({
    extensions: { code: 'NOT_FOUND', field: 'userId' },
  });
});

it('sends the mails of accounts with the templates of a module', async () => {
  const alice = await graphward.signUp('alice');
  expectData(await requestPasswordReset(graphward, alice.email));

  const received = await mail().mailTo(alice.email);
  expect(received.headers.get('subject')).toMatch(/^=\?UTF-8\?/);
  expect(received.text).toMatch(/^Hier: https:\/\/app\.example\.com/);
  expect(received.html).toContain('<a href="https://app.example.com/o&#39;neill&amp;sons">dort</a>');
  expectData(await resetPassword(graphward, tokenIn(received), 'four words make another'));

  // The other mails keep their templates.
  expect((await mail().mailTo(alice.email, /^Your password was reset$/)).html).toContain('<!doctype html>');
});

describe('without mail', () => {
  const silent = useGraphward();

  it('stores nothing', async () => {
    const { id: userId } = await silent.signUp('alice');
    await silent.app.services.mail.send({ userId, subject: 'News', text: 'Something happened.' });
    expect(await silent.app.services.mail.list()).toEqual([]);
  });
});
