import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger } from 'pino';

/** Where a credential could turn up by mistake; these paths never reach a log. */
const redacted = [
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  '*.password',
  '*.currentPassword',
  '*.newPassword',
  '*.passwordHash',
  '*.accessToken',
  '*.refreshToken',
];

export interface LoggerOptions {
  readonly level: string;
  /** Lines for people instead of JSON; needs pino-pretty. */
  readonly pretty?: boolean;
  /** Keeps standard output free for what a command prints. */
  readonly toStderr?: boolean;
  readonly destination?: DestinationStream;
}

/** A structured logger: one JSON object a line. */
export function createLogger({
  level,
  pretty = false,
  toStderr = false,
  destination,
}: LoggerOptions): Logger {
  const options = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: redacted, censor: '[redacted]' },
  };
  const fileDescriptor = toStderr ? 2 : 1;
  if (pretty && !destination) {
    const target = {
      target: 'pino-pretty',
      options: { ignore: 'pid,hostname', singleLine: true, destination: fileDescriptor },
    };
    return pino({ ...options, transport: target });
  }
  return pino(options, destination ?? pino.destination({ fd: fileDescriptor, sync: true }));
}
