/** The part of an error that is safe to log: it identifies the bug but quotes no request. */
export class ErrorSummary {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  /** Only the frames, without the message that V8 puts before them. */
  readonly stack?: string;
  readonly causes?: readonly ErrorSummary[];

  constructor({ type, message, code, stack, causes }: ErrorSummary) {
    this.type = type;
    this.message = message;
    if (code !== undefined) this.code = code;
    if (stack !== undefined) this.stack = stack;
    if (causes !== undefined) this.causes = causes;
  }
}

const maxMessageLength = 500;
const maxDepth = 5;
const maxCauses = 5;
/** Matches an error's name or code, as opposed to arbitrary text in these properties. */
const identifier = /^[\w$.-]{1,64}$/;
const frame = /^ {4}at \S/;

/**
 * Error classes whose messages quote their input: a query, a filter, a document or the text to parse.
 * They are recognized by name, because logging depends on neither the database nor GraphQL.
 */
const quotingClasses: ReadonlySet<string> = new Set([
  'GraphQLError',
  'MongoError',
  'MongooseError',
  'BSONError',
  'ZodError',
  '$ZodError',
  'SyntaxError',
  'NonErrorThrown',
]);

/**
 * Reduces an error to what is safe to log. Driver, validation and GraphQL errors quote the request in their messages and
 * in properties such as `keyValue` or `source`, so only their names, codes and frames are kept.
 *
 * @param mayLog decides whether the message of any other error may be logged
 */
export function summarizeError(
  error: unknown,
  mayLog: (message: string) => boolean = () => true,
): ErrorSummary {
  try {
    return summarize(error, mayLog, 0);
  } catch {
    // A getter of the error threw.
    return new ErrorSummary({ type: 'unreadable error', message: '' });
  }
}

function summarize(error: unknown, mayLog: (message: string) => boolean, depth: number): ErrorSummary {
  if (error instanceof ErrorSummary) return error;
  if (!(error instanceof Error)) return new ErrorSummary({ type: typeof error, message: withheld });
  const { cause, errors, code, codeName } = error as Error & Record<string, unknown>;
  const nested = [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])]
    .filter((each) => each instanceof Error)
    .slice(0, maxCauses);
  const causes = depth < maxDepth ? nested.map((each) => summarize(each, mayLog, depth + 1)) : [];
  const [knownCode] = [codeName, code].filter(isCode);
  const stack = framesOf(error);
  return new ErrorSummary({
    type: typeOf(error),
    message: messageOf(error, mayLog),
    ...(knownCode === undefined ? {} : { code: knownCode }),
    ...(stack === '' ? {} : { stack }),
    ...(causes.length === 0 ? {} : { causes }),
  });
}

const withheld = '(withheld: may quote a request)';

function messageOf(error: Error, mayLog: (message: string) => boolean): string {
  if (classesOf(error).some((name) => quotingClasses.has(name))) return withheld;
  // Node's argument errors end with the value that they received.
  const message = withoutQueryStrings(error.message.replace(/ Received [^]*$/, ''));
  return mayLog(message) ? message.slice(0, maxMessageLength) : withheld;
}

/** Replaces the query string of every path in a text, because it may contain a GraphQL request. */
export function withoutQueryStrings(text: string): string {
  return text.includes('?') ? text.replace(/(\/[^\s?]*)\?\S*/g, '$1?…') : text;
}

function typeOf(error: Error): string {
  return [error.name, ...classesOf(error)].find((name) => identifier.test(name)) ?? 'Error';
}

function classesOf(error: Error): string[] {
  const names = [error.name];
  for (let proto: unknown = error; proto instanceof Error; proto = Object.getPrototypeOf(proto))
    names.push(proto.constructor.name);
  return names;
}

function isCode(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && identifier.test(value));
}

function framesOf({ stack = '', message }: Error): string {
  const start = message === '' ? -1 : stack.indexOf(message);
  const frames = start < 0 ? stack : stack.slice(start + message.length);
  return frames
    .split('\n')
    .filter((line) => frame.test(line))
    .map((line) => line.trim())
    .join('\n');
}
