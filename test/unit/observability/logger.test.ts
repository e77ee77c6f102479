import { GraphQLError, parse } from 'graphql';
import { mongo } from 'mongoose';
import { createLogger } from '../../../src/observability/logger.js';

const secret = 'hunter2 in a request';

/** The single line that a call logs. */
function logged(call: (log: ReturnType<typeof createLogger>) => void): Record<string, any> {
  const lines: string[] = [];
  call(createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } }));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, any>;
}

const [document] = parse(`{ a(b: "${secret}") }`).definitions;
const quoting: [string, unknown][] = [
  ['a GraphQL error', new GraphQLError(secret, { nodes: document ?? null })],
  ['an error caused by one', new Error('outer', { cause: new GraphQLError(secret) })],
  ['one of several errors', new AggregateError([new GraphQLError(secret)], 'several')],
  [
    'a driver error',
    new mongo.MongoServerError({ code: 11000, errmsg: secret, keyValue: { email: secret } }),
  ],
  ['a text', secret],
  ['an object', { message: secret, stack: secret }],
  [
    'a property of an error',
    Object.assign(new Error('outer'), { input: secret, response: { body: secret } }),
  ],
  ['arbitrary text as a code', Object.assign(new Error('outer'), { code: secret })],
  ['arbitrary text as a name', Object.assign(new Error('outer'), { name: secret })],
  ['a fake frame in a message', Object.assign(new GraphQLError(`x\n    at ${secret}`))],
  [
    "Node's own error",
    new TypeError(`The "data" argument must be a Buffer. Received type string ('${secret}')`),
  ],
  ['a URL', new Error(`Reply was already sent in "/graphql?query={a(b:"hunter2")}"`)],
];

describe('a log line', () => {
  it.each(quoting)('does not contain the text of %s', (_what, err) => {
    for (const line of [
      logged((log) => log.error({ err }, 'failed')),
      logged((log) => log.error({ reason: err instanceof Error ? err : null }, 'failed')),
      logged((log) => log.error(err instanceof Error ? err : {})),
      logged((log) => log.child({}).error({ err }, 'failed')),
    ])
      expect(JSON.stringify(line)).not.toMatch(/hunter2|in a request/);
  });

  it('contains the type, code, message, frames and causes of an error', () => {
    const cause = Object.assign(new RangeError('too far'), { code: 'E_FAR' });
    const { err } = logged((log) => log.error({ err: new TypeError('no shop', { cause }) }, 'failed'));

    expect(err).toMatchObject({
      type: 'TypeError',
      message: 'no shop',
      causes: [{ type: 'RangeError', message: 'too far', code: 'E_FAR' }],
    });
    expect(err.stack).toMatch(/^at .*logger\.test\.ts:\d+:\d+\)?\n/);
  });

  it('contains the name of a driver error’s code', () => {
    const error = new mongo.MongoServerError({ code: 11000, codeName: 'DuplicateKey', errmsg: secret });
    const { err } = logged((log) => log.error({ err: error }, 'failed'));
    expect(err).toMatchObject({ type: 'MongoServerError', code: 'DuplicateKey' });
  });

  it('is written even if an error cannot be read', () => {
    const broken = Object.defineProperty(new Error('x'), 'stack', {
      get: () => {
        throw new Error(secret);
      },
    });
    expect(logged((log) => log.error({ err: broken }, 'failed')).err).toMatchObject({
      type: 'unreadable error',
    });
  });

  it('contains no query string in its message', () => {
    const { msg } = logged((log) =>
      log.warn(`Reply was already sent in the "/graphql?query={a(b:"hunter2")}" route`),
    );
    expect(msg).toBe('Reply was already sent in the "/graphql?… route');
  });

  it('contains only the ID, method and status of a request and response', () => {
    const line = logged((log) =>
      log.info(
        {
          req: { id: '1', method: 'GET', url: `/?${secret}`, headers: { a: secret } },
          res: { statusCode: 500, x: secret },
        },
        'failed',
      ),
    );
    expect(line).toMatchObject({ req: { id: '1', method: 'GET' }, res: { statusCode: 500 } });
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });
});
