import { loadConfig } from '../../../src/config/index.js';
import { problemsOf } from './problems-of.js';

const mail = { MAIL_FROM: 'Example <no-reply@example.com>', APP_URL: 'https://app.example.com' };
const server = {
  MONGODB_URI: 'mongodb://db.example.com/graphward',
  JWT_SECRET: 'vX0mJm0G6Zc2Qm1s4n8b7T5yR3wE9uLkAaPdHfJxCzo=',
  REFRESH_SECRET: '4Wq8Zt2Lk9Yv6Nb1Rx5Pc3Hd7Jf0GmSaEuIoTqXwVrM=',
};
const production = { ...server, NODE_ENV: 'production', ISSUER: 'https://auth.example.com' };

it('needs no setting for development, and requires no verification', () => {
  const { config, secrets } = loadConfig({ PORT: '4001' });
  expect(config).toMatchObject({
    emailVerification: 'off',
    mailFrom: 'Graphward <no-reply@localhost>',
    appUrl: 'http://localhost:4001/console',
  });
  expect(secrets.smtp).toBeNull();
});

it.each([
  ['smtp://localhost', { host: 'localhost', port: 587, secure: false, requireTls: false, auth: null }],
  ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, secure: true, requireTls: false }],
  ['smtp://[::1]:1025', { host: '::1', port: 1025 }],
  ['smtp://mail.example.com/', { requireTls: false, auth: null }],
  // A password is sent only over an encrypted connection.
  ['smtp://me:p%40ss@mail.example.com', { requireTls: true, auth: { user: 'me', password: 'p@ss' } }],
  ['smtp://me:pass@127.0.0.1:25', { requireTls: false, port: 25 }],
  ['smtps://me:pass@mail.example.com', { secure: true, requireTls: false }],
])('reads %s', (SMTP_URL, expected) => {
  const { config, secrets } = loadConfig({ ...mail, SMTP_URL });
  expect(secrets.smtp).toMatchObject(expected);
  expect(JSON.stringify(config)).not.toContain('p@ss');
});

it.each([
  'http://me:hunter22@mail.example.com',
  'mail.example.com',
  'smtp://',
  'smtp://me@localhost',
  'smtp://:hunter22@localhost',
  'smtp://me:hunter22%@localhost',
  'smtp://me:hunter22@localhost?tls.rejectUnauthorized=false',
  'smtp://me:hunter22@localhost/path',
  'smtp://localhost:70000',
])('rejects %s as SMTP_URL, without quoting it', (SMTP_URL) => {
  const problems = problemsOf({ ...mail, SMTP_URL });
  expect(problems).toEqual([expect.stringMatching(/^SMTP_URL must be smtp:\/\/host:port or smtps:/)]);
  expect(problems.join()).not.toContain('hunter22');
});

it.each([
  'Example <a@example.com>, b@example.com',
  'Example\r\nBcc: <a@example.com>',
  'Example',
  'a@b@c',
  '"Example" <a@example.com>',
  'a@example.com\n',
])('rejects %j as MAIL_FROM', (MAIL_FROM) => {
  expect(problemsOf({ MAIL_FROM })).toEqual([expect.stringMatching(/^MAIL_FROM must be an address/)]);
});

it.each([
  'app.example.com',
  'javascript:alert(1)',
  'https://app.example.com/#/app',
  'https://app.example.com/?a=b',
  'https://me:pass@app.example.com',
  'https://app.example.com/ x',
])('rejects %s as APP_URL', (APP_URL) => {
  expect(problemsOf({ APP_URL })).toEqual([expect.stringMatching(/^APP_URL must be an http\(s\) URL/)]);
});

it('requires the sender with SMTP_URL and, in production, the app', () => {
  const SMTP_URL = 'smtp://localhost';
  expect(problemsOf({ SMTP_URL })).toEqual([
    expect.stringMatching(/^MAIL_FROM is required with SMTP_URL, for example/),
  ]);
  expect(problemsOf({ ...production, SMTP_URL })).toEqual([
    expect.stringMatching(/^MAIL_FROM is required with SMTP_URL/),
    expect.stringMatching(/^APP_URL is required with SMTP_URL when NODE_ENV is production/),
  ]);
  expect(problemsOf({ ...production, ...mail, SMTP_URL })).toEqual([]);
  expect(problemsOf(production)).toEqual([]);
});

it('requires SMTP_URL where verification is required and the database is not embedded', () => {
  const EMAIL_VERIFICATION = 'required';
  expect(problemsOf({ ...server, EMAIL_VERIFICATION })).toEqual([
    expect.stringMatching(/^SMTP_URL is required with EMAIL_VERIFICATION=required and MONGODB_URI/),
  ]);
  expect(problemsOf({ ...server, ...mail, EMAIL_VERIFICATION, SMTP_URL: 'smtp://localhost' })).toEqual([]);
  expect(problemsOf({ EMAIL_VERIFICATION })).toEqual([]);
  expect(problemsOf({ EMAIL_VERIFICATION: 'on' })).toEqual([
    'EMAIL_VERIFICATION must be one of off, required.',
  ]);
});
