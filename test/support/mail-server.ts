/** A real SMTP server on the loopback interface, which can misbehave. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { eventually } from './eventually.js';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The message as received. */
  readonly raw: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly html: string;
}

/** `hang` accepts connections and then stays silent; `die` closes the connection in the middle of the message. */
export type Behaviour = 'accept' | 'hang' | 'die' | 'defer' | 'reject' | 'echo and defer';

export interface MailServer {
  /** For SMTP_URL. */
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** The number of connections so far. */
  connections(): number;
  behave(behaviour: Behaviour): void;
  /** Waits for the latest mail to this address with this subject. */
  mailTo(address: string, subject?: string | RegExp): Promise<ReceivedMail>;
  mailsTo(address: string): ReceivedMail[];
  stop(): Promise<void>;
}

export async function startMailServer(port = 0): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  let behaviour: Behaviour = 'accept';
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 1,
    onConnect: (_session, callback) => {
      connections += 1;
      if (behaviour !== 'hang') callback();
    },
    onAuth: (_auth, _session, callback) => callback(null, { user: 'any' }),
    onRcptTo: (_address, _session, callback) => {
      if (behaviour === 'reject') callback(reply(550, 'No such user here'));
      else if (behaviour === 'defer') callback(reply(451, 'Try again later'));
      else callback();
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      if (behaviour === 'die') {
        for (const connection of server.connections) connection._socket.destroy();
        return;
      }
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const raw = Buffer.concat(chunks).toString('utf8');
        if (behaviour === 'echo and defer') {
          callback(reply(451, raw.replace(/\s+/g, ' ')));
          return;
        }
        const from = mailFrom ? mailFrom.address : '';
        received.push({ from, to: rcptTo.map(({ address }) => address), raw, ...parse(raw) });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const mailsTo = (address: string) => received.filter(({ to }) => to.includes(address));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    connections: () => connections,
    behave: (next) => (behaviour = next),
    mailsTo,
    mailTo: async (address, subject = /./) => {
      const find = () =>
        mailsTo(address).findLast(({ headers }) => (headers.get('subject') ?? '').match(subject));
      await eventually(() => {
        if (!find()) throw new Error(`No mail to ${address} with the subject ${String(subject)}.`);
      });
      return find() ?? Promise.reject(new Error('The mail has disappeared.'));
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Starts one mail server for all tests of a file. */
export function useMailServer(): () => MailServer {
  let server: MailServer | undefined;
  beforeAll(async () => {
    server = await startMailServer();
  });
  afterAll(() => server?.stop());
  return () => {
    if (!server) throw new Error('The mail server runs only inside tests and hooks.');
    return server;
  };
}

/** The token of the link in a mail. */
export function tokenIn({ text }: Pick<ReceivedMail, 'text'>): string {
  const token = /#token=([\w-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error(`No token in ${text}`);
  return token;
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** Parses a message with a text and an HTML part, as far as Graphward writes them. */
export function parse(raw: string): Pick<ReceivedMail, 'headers' | 'text' | 'html'> {
  const { headers, body } = split(raw.replaceAll('\r\n', '\n'));
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1] ?? '';
  const parts = body.split(`--${boundary}`).map((part) => split(part.replace(/^\n/, '')));
  const content = (type: string) => {
    const part = parts.find((each) => each.headers.get('content-type')?.startsWith(type));
    return part ? decode(part.body, part.headers.get('content-transfer-encoding') ?? '7bit') : '';
  };
  return { headers, text: content('text/plain'), html: content('text/html') };
}

function split(message: string): { headers: Map<string, string>; body: string } {
  const end = message.indexOf('\n\n');
  const lines = message
    .slice(0, end)
    .replace(/\n[ \t]+/g, ' ')
    .split('\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: new Map(headers), body: message.slice(end + 2) };
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
