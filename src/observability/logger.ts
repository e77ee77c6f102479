import {
  type DestinationStream,
  type Logger as PinoLogger,
  type LoggerOptions as PinoOptions,
  pino,
  stdTimeFunctions,
} from 'pino';
import { summarizeError, withoutQueryStrings } from './error-summary.js';

/**
 * A pino logger. Resolvers receive the server's in their context.
 *
 * @example
 * ```ts
 * const logPublication = (log: Logger, articleId: string) => log.info({ articleId }, 'article published');
 * ```
 */
export type Logger = PinoLogger;

/** Properties that may contain a credential and are never logged. */
const redacted = [
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  '*.password',
  '*.currentPassword',
  '*.newPassword',
  '*.otp',
  '*.passwordHash',
  '*.accessToken',
  '*.refreshToken',
  '*.token',
];

export interface LoggerOptions {
  readonly level: string;
  /** Writes human-readable lines instead of JSON; requires pino-pretty. */
  readonly pretty?: boolean;
  /** Leaves standard output to the results of a command. */
  readonly toStderr?: boolean;
  readonly destination?: DestinationStream;
}

/** Creates a logger that writes one JSON object per line, and summaries of errors that quote no request. */
export function createLogger({
  level,
  pretty = false,
  toStderr = false,
  destination,
}: LoggerOptions): Logger {
  const options: PinoOptions = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: redacted, censor: '[redacted]' },
    serializers: {
      err: (error: unknown) => summarizeError(error),
      req: requestSummary,
      res: responseSummary,
    },
    formatters: { log: withErrorSummaries },
    hooks: { logMethod: callSafely },
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

/** Summarizes errors under every property name. */
function withErrorSummaries(line: Record<string, unknown>): Record<string, unknown> {
  if (!Object.values(line).some((value) => value instanceof Error)) return line;
  const entries = Object.entries(line);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value instanceof Error ? summarizeError(value) : value]),
  );
}

/** Libraries log URLs in messages, and errors without a message, for which pino would use the error's own message. */
function callSafely(this: Logger, args: unknown[], method: (...args: never[]) => void): void {
  const [first, message, ...rest] = args;
  const safe =
    first instanceof Error && message === undefined
      ? [{ err: first }, 'error without a message']
      : typeof first === 'string'
        ? [withoutQueryStrings(first), ...args.slice(1)]
        : [first, typeof message === 'string' ? withoutQueryStrings(message) : message, ...rest];
  method.apply(this, safe as never[]);
}

/** Fastify logs the whole request when an error occurs below its hooks. Its URL and headers are the client's text. */
function requestSummary({ id, method }: { readonly id?: unknown; readonly method?: unknown }) {
  return { id, method };
}

function responseSummary({ statusCode }: { readonly statusCode?: unknown }) {
  return { statusCode };
}
