import type { Environment } from './config.js';

/**
 * The SMTP server that mails are handed to.
 *
 * @example
 * ```ts
 * const smtp: SmtpServer = { host: 'localhost', port: 1025, secure: false, requireTls: false, auth: null };
 * ```
 */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** Whether the connection begins with TLS. If not, STARTTLS is used when the server offers it. */
  readonly secure: boolean;
  /** Whether to send nothing unless the connection is encrypted by STARTTLS. */
  readonly requireTls: boolean;
  readonly auth: { readonly user: string; readonly password: string } | null;
}

const form =
  'smtp://host:port or smtps://host:port, with user:password@ before the host if the server requires it';
const defaultPorts: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

/** Reads SMTP_URL, and what it requires of other settings. Problems never quote the URL, which may contain a password. */
export function readSmtpServer(env: Environment, problems: string[]): SmtpServer | null {
  const { SMTP_URL, MAIL_FROM, APP_URL, NODE_ENV, MONGODB_URI, EMAIL_VERIFICATION } = env;
  if (!SMTP_URL) {
    if (EMAIL_VERIFICATION === 'required' && MONGODB_URI)
      problems.push(
        'SMTP_URL is required with EMAIL_VERIFICATION=required and MONGODB_URI: without mail, nobody can verify an address.',
      );
    return null;
  }
  const smtp = parseSmtpUrl(SMTP_URL);
  if (!smtp) problems.push(`SMTP_URL must be ${form}.`);
  if (!MAIL_FROM)
    problems.push('MAIL_FROM is required with SMTP_URL, for example Example <no-reply@example.com>.');
  if (!APP_URL && NODE_ENV === 'production')
    problems.push(
      'APP_URL is required with SMTP_URL when NODE_ENV is production: the links in mails point to it, for example https://app.example.com.',
    );
  return smtp;
}

function parseSmtpUrl(text: string): SmtpServer | null {
  try {
    const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
    const defaultPort = defaultPorts[protocol];
    const hasMore = !['', '/'].includes(pathname) || search !== '' || hash !== '';
    if (defaultPort === undefined || hostname === '' || hasMore) return null;
    if ((username === '') !== (password === '')) return null;
    const auth =
      username === '' ? null : { user: decodeURIComponent(username), password: decodeURIComponent(password) };
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const secure = protocol === 'smtps:';
    return {
      host,
      port: port === '' ? defaultPort : Number(port),
      secure,
      // Otherwise, somebody on the network could suppress STARTTLS and read the password.
      requireTls: !secure && auth !== null && !isLoopback(host),
      auth,
    };
  } catch {
    return null;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
