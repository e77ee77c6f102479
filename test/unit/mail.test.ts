import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTextSealer } from '../../src/identity/sealed-text.js';
import { createMailComposer } from '../../src/mail/compose-mail.js';
import { createFolderTransport, removeMailFiles } from '../../src/mail/folder-transport.js';
import type { MailMessage } from '../../src/mail/mail-message.js';
import {
  createMailRenderer,
  escapeHtml,
  mailTemplatesFolder,
  readMailTemplate,
} from '../../src/mail/mail-templates.js';
import { createSmtpTransport } from '../../src/mail/smtp-transport.js';
import { mailKinds } from '../../src/services/index.js';
import { cleanUp, temporaryFolder } from '../support/embedded-mongodb.js';
import { parse, startMailServer, useMailServer } from '../support/mail-server.js';

afterEach(cleanUp);

const message: MailMessage = {
  id: 'a'.repeat(24),
  kind: 'verify-email',
  userId: null,
  to: 'alice@example.com',
  createdAt: new Date('2030-01-01T12:00:00Z'),
  subject: 'Verify your address',
  text: 'Hello.\n',
  html: '<p>Hello.</p>\n',
};

/** Writes a template into a new folder. */
function templateIn(text: string, html: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'test.txt'), text);
  writeFileSync(join(folder, 'test.html'), html);
  return folder;
}

const renderer = (folder: string, kind: string) =>
  createMailRenderer(new Map([[kind, readMailTemplate(folder, kind)]]));

describe('templates', () => {
  it.each(mailKinds)('%s has a subject, a text and an HTML part with the same link', (kind) => {
    const render = renderer(mailTemplatesFolder, kind);
    const link = 'https://app.example.com/page#token=a_-b';
    const { subject, text, html } = render(kind, { appUrl: 'https://app.example.com', link });
    expect(subject).toMatch(/^\S.*\S$/);
    expect(html).toContain('<!doctype html>');
    expect(text.includes(link)).toBe(html.includes(`href="${link}"`));
    expect(`${subject}${text}${html}`).not.toMatch(/[{}]/);
  });

  it('escapes values in HTML', () => {
    expect(escapeHtml(`<a href="x" title='y'>&</a>`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
    );
    const folder = templateIn('Subject: Test\n\n{{link}}', '<a href="{{link}}">{{appUrl}}</a>');
    const rendered = renderer(folder, 'test')('test', { appUrl: '<b>$&', link: '"><script>' });
    expect(rendered.html).toBe('<a href="&quot;&gt;&lt;script&gt;">&lt;b&gt;$&amp;</a>');
    expect(rendered.text).toBe('"><script>');
  });

  it.each([
    ['has no subject', 'Hello', '<p></p>', /must begin with "Subject: …" and an empty line/],
    ['uses an unknown value', 'Subject: Test\n\n{{name}}', '<p></p>', /test\.txt uses \{\{name\}\}/],
    ['uses an unknown value in HTML', 'Subject: Test\n\n', '{{constructor}}', /test\.html uses/],
    ['uses a value in its subject', 'Subject: {{link}}\n\n', '', /The subject of .*test\.txt must not use/],
    ['has a header below its subject', 'Subject: Test\nBcc: eve@example.com\n\n', '', /must begin with/],
  ])('are rejected if one %s', (_what, text, html, problem) => {
    expect(() => readMailTemplate(templateIn(text, html), 'test')).toThrow(problem);
  });

  it('may have been saved on Windows', () => {
    const folder = templateIn('\uFEFFSubject: Test\r\n\r\nHello.\r\n', '<p>Hello.</p>\r\n');
    expect(readMailTemplate(folder, 'test')).toEqual({
      subject: 'Test',
      text: 'Hello.\n',
      html: '<p>Hello.</p>\n',
    });
  });

  it('are rejected if a file is missing', () => {
    expect(() => readMailTemplate(temporaryFolder(), 'test')).toThrow(
      /test\.txt cannot be read \(ENOENT\)\. A template consists of a \.txt and a \.html file\./,
    );
  });
});

it('puts the token into the fragment of a link to the app, which may be below a path', () => {
  const compose = createMailComposer(
    (_kind, { link }) => ({ subject: '', text: link, html: '' }),
    'https://a.example/b/',
  );
  const delivery = { id: message.id, userId: null, createdAt: message.createdAt };
  const linkOf = (kind: (typeof mailKinds)[number], token: string | null) =>
    compose({ ...delivery, kind }, { to: message.to, token }).text;
  expect(linkOf('reset-password', 'abc')).toBe('https://a.example/b/reset-password#token=abc');
  expect(linkOf('verify-new-email', 'abc')).toBe('https://a.example/b/verify-email#token=abc');
  expect(linkOf('email-changed', 'abc')).toBe('https://a.example/b/undo-email-change#token=abc');
  expect(linkOf('password-was-reset', null)).toBe('');
});

describe('no text reaches a header or the envelope unencoded', () => {
  const mail = useMailServer();
  const { host, port } = { host: '127.0.0.1', port: () => Number(new URL(mail().url).port) };
  const send = (more: Partial<MailMessage>, from = 'Example <no-reply@example.com>') =>
    createSmtpTransport({ host, port: port(), secure: false, requireTls: false, auth: null }, from).send(
      { ...message, ...more },
      AbortSignal.timeout(10_000),
    );

  it.each([
    ['a line break', 'alice@example.com\r\nBcc: eve@example.com'],
    ['a second address', 'alice@example.com, eve@example.com'],
    ['an SMTP command', 'alice@example.com>\r\nRCPT TO:<eve@example.com'],
    ['a name', '"x\r\nBcc: eve@example.com" <alice@example.com>'],
  ])('of a recipient with %s', async (_what, to) => {
    await send({ to }).catch(() => undefined);
    for (const { to: recipients, headers } of mail().received) {
      expect(recipients).not.toContain('eve@example.com');
      expect(headers.has('bcc')).toBe(false);
    }
  });

  it('of a subject and a sender with line breaks', async () => {
    const injection = 'x\r\nBcc: eve@example.com\r\n\r\nbody';
    await send({ subject: injection }, `${injection} <no-reply@example.com>`);
    const received = mail().received.at(-1);
    expect(received?.to).toEqual(['alice@example.com']);
    expect(received?.headers.has('bcc')).toBe(false);
    expect(received?.text.trim()).toBe('Hello.');
  });
});

it('sends nothing over an unencrypted connection if TLS is required', async () => {
  const server = await startMailServer();
  const port = Number(new URL(server.url).port);
  const auth = { user: 'me', password: 'secret' };
  const transport = createSmtpTransport(
    { host: '127.0.0.1', port, secure: false, requireTls: true, auth },
    'a@example.com',
  );
  await expect(transport.send(message, AbortSignal.timeout(10_000))).rejects.toThrow(/ETLS/);
  expect(server.received).toEqual([]);
  await server.stop();
});

describe('the folder transport', () => {
  it('writes one complete file for each mail, however often it is sent', async () => {
    const folder = join(temporaryFolder(), 'outbox');
    const transport = createFolderTransport(folder, 'Example <no-reply@example.com>');
    for (let count = 0; count < 2; count += 1) await transport.send(message, AbortSignal.timeout(1_000));
    expect(readdirSync(folder)).toEqual([`2030-01-01T12-00-00.000Z_verify-email_${message.id}.eml`]);
    const { headers, text, html } = parse(readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8'));
    expect([headers.get('subject'), text.trim(), html.trim()]).toEqual([
      'Verify your address',
      'Hello.',
      '<p>Hello.</p>',
    ]);
  });

  it('removes the files of one user, and a single one', async () => {
    const folder = join(temporaryFolder(), 'outbox');
    await removeMailFiles(folder, 'b'.repeat(24));
    const transport = createFolderTransport(folder, 'a@example.com');
    const [alice, bob] = ['b', 'c'].map((letter) => letter.repeat(24)) as [string, string];
    const send = async (userId: string | null, id: string) => {
      const mail = { ...message, userId, id: id.repeat(24) };
      await transport.send(mail, AbortSignal.timeout(1_000));
      return mail;
    };
    const first = await send(alice, '1');
    for (const [userId, id] of [
      [alice, '2'],
      [bob, '3'],
      [null, '4'],
    ] as const)
      await send(userId, id);
    const owners = () => readdirSync(folder).map((name) => name.replace(/^.*_(?=[^_]+$)/, ''));

    await transport.retract?.(first);
    expect(owners()).toEqual([`${alice}.eml`, `${bob}.eml`, `${'4'.repeat(24)}.eml`]);
    await removeMailFiles(folder, alice);
    expect(owners()).toEqual([`${bob}.eml`, `${'4'.repeat(24)}.eml`]);
  });

  it('rejects a folder that others can write to', () => {
    const folder = join(temporaryFolder(), 'outbox');
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    expect(() => createFolderTransport(folder, 'a@example.com')).toThrow(/outbox/);
  });
});

describe('sealed text', () => {
  const secret = randomBytes(32);
  const sealer = createTextSealer(secret, 'test');

  it('opens with the same secret, purpose and context only', () => {
    const sealed = sealer.seal('Grüße 🙂', 'one');
    expect(sealer.open(sealed, 'one')).toBe('Grüße 🙂');
    expect(sealed.includes('Gr')).toBe(false);
    expect(sealer.open(sealed, 'other')).toBeNull();
    expect(createTextSealer(secret, 'other').open(sealed, 'one')).toBeNull();
    expect(createTextSealer(randomBytes(32), 'test').open(sealed, 'one')).toBeNull();
  });

  it('does not open if any byte was changed', () => {
    const sealed = sealer.seal('text', 'one');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(sealer.open(changed, 'one')).toBeNull();
    }
    for (let length = 0; length < sealed.length; length += 1)
      expect(sealer.open(sealed.subarray(0, length), 'one')).toBeNull();
  });

  it('looks different every time', () => {
    expect(sealer.seal('text', 'one').equals(sealer.seal('text', 'one'))).toBe(false);
  });
});
