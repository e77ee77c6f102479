import { createTransport } from 'nodemailer';
import type { SmtpServer } from '../config/index.js';
import { MailError, type MailTransport } from './mail-message.js';
import { messageOptions } from './message-options.js';

const connectionTimeoutMs = 10_000;
const silenceTimeoutMs = 20_000;

/** Sends each mail over a connection of its own. */
export function createSmtpTransport(smtp: SmtpServer, from: string): MailTransport {
  const transporter = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    requireTLS: smtp.requireTls,
    ...(smtp.auth ? { auth: { user: smtp.auth.user, pass: smtp.auth.password } } : {}),
    dnsTimeout: connectionTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    greetingTimeout: connectionTimeoutMs,
    socketTimeout: silenceTimeoutMs,
  });
  return {
    send: async (message, signal) => {
      try {
        await transporter.sendMail({ ...messageOptions(message, from), signal });
      } catch (error) {
        throw toMailError(error);
      }
    },
  };
}

interface SmtpFailure {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly command?: unknown;
}

/** The server rejected this sender, recipient or message, as opposed to the connection or the credentials. */
const rejections: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);

function toMailError(error: unknown): MailError {
  const { code, responseCode, command } = error as SmtpFailure;
  const parts = [code, responseCode, command]
    .map((part) => (typeof part === 'number' ? String(part) : part))
    .filter((part) => typeof part === 'string' && /^[\w .-]{1,32}$/.test(part));
  const isPermanent = rejections.has(code) && typeof responseCode === 'number' && responseCode >= 500;
  // Without the cause, because its message quotes the server.
  return new MailError(parts.join(' ') || 'unknown error', isPermanent, undefined);
}
