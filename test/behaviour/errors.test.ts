import { GraphQLError, GraphQLScalarType } from 'graphql';
import { Error as MongooseError, mongo } from 'mongoose';
import { AppError, defineModule } from '../../src/index.js';
import { expectCode, expectData } from '../support/expectations.js';
import { startGraphward, useGraphward } from '../support/graphward.js';
import { codesOf, post, send } from '../support/http.js';

const secret = 'the formula is 42';
const masked = 'Something went wrong on our side.';

/** Errors that the fields of a third-party module may throw. */
const failures: Record<string, () => Error> = {
  plainError: () => new Error(secret),
  typeError: () => new TypeError(secret),
  text: () => secret as unknown as Error,
  object: () => ({ message: secret, extensions: { code: 'MINE' } }) as unknown as Error,
  nothing: () => undefined as unknown as Error,
  duplicateKey: () => new mongo.MongoServerError({ code: 11000, errmsg: `E11000 duplicate key ${secret}` }),
  uncodedGraphqlError: () => new GraphQLError(secret),
  internalGraphqlError: () => new GraphQLError(secret, { extensions: { code: 'INTERNAL_SERVER_ERROR' } }),
  wrappingError: () => new Error('outside', { cause: new Error(secret) }),
  castError: () => new MongooseError.CastError('ObjectId', secret, 'userId'),
  invalidUrl: () => caught(() => new URL(secret)),
  parsing: () => caught(() => JSON.parse(secret) as unknown),
};

function caught(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('It was expected to throw.');
}

/** Every command that was sent to the database. */
const sent: string[] = [];

const graphward = useGraphward({
  onCommand: ({ command }) => sent.push(JSON.stringify(command)),
  modules: [
    defineModule({
      name: 'faulty',
      typeDefs: `
        extend type Query {
          ${Object.keys(failures)
            .map((name) => `${name}: String @public`)
            .join('\n')}
          ownCode: String @public
          appError: String @public
          unreachable: String @public
          quoting(text: String): String @public
          when(moment: Moment!): String @public
          strict: Strict @public
        }
        scalar Moment
        type Strict { missing: String! @public }
      `,
      resolvers: {
        Query: {
          ...Object.fromEntries(
            Object.entries(failures).map(([name, failure]) => [name, () => Promise.reject(failure())]),
          ),
          ownCode: () => {
            throw new GraphQLError('The shop is closed.', {
              extensions: { code: 'SHOP_CLOSED', opens: '9:00' },
            });
          },
          appError: () => {
            throw new AppError('CONFLICT', 'Taken.', { field: 'name', cause: new Error(secret) });
          },
          unreachable: () => {
            throw new mongo.MongoNetworkError(`connection to ${secret} closed`);
          },
          strict: () => ({ missing: null }),
          quoting: (_root: unknown, { text }: { text: string }) => {
            throw new Error(`cannot digest ${text}`);
          },
        },
        Moment: new GraphQLScalarType({
          name: 'Moment',
          parseValue: (value) => {
            throw new TypeError(`No moment: ${String(value)}`);
          },
        }),
      },
    }),
  ],
});

describe('an unexpected error', () => {
  it.each(Object.keys(failures))('is masked: %s', async (field) => {
    const result = await graphward.ask(`{ ${field} __typename }`);

    const error = expectCode(result, 'INTERNAL_SERVER_ERROR');
    const requestId = result.headers.get('x-request-id');
    expect(error).toEqual({
      message: masked,
      locations: [{ line: 1, column: 3 }],
      path: [field],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
    });
    expect([result.status, result.data]).toEqual([200, { [field]: null, __typename: 'Query' }]);
  });

  it('is logged under the request ID that the client received', async () => {
    const result = await graphward.ask('{ plainError }');

    const lines = graphward.logLines.filter(
      ({ requestId }) => requestId === result.headers.get('x-request-id'),
    );
    expect(lines).toMatchObject([{ level: 50, coordinate: 'Query.plainError', err: { message: secret } }]);
    expect(JSON.stringify(lines)).toContain('errors.test.ts');
  });

  it('is logged once per field, with the count, however often it occurs', async () => {
    const start = graphward.logLines.length;
    await graphward.ask('{ a: plainError b: plainError c: typeError d: duplicateKey }');

    const lines = graphward.logLines.slice(start).map(({ coordinate, count }) => [coordinate, count]);
    expect(lines).toEqual([
      ['Query.plainError', 2],
      ['Query.typeError', 1],
      ['Query.duplicateKey', 1],
    ]);
  });

  it.each(['text', 'duplicateKey', 'uncodedGraphqlError', 'castError', 'invalidUrl', 'parsing'])(
    'is logged without its message if that quotes data: %s',
    async (field) => {
      const start = graphward.logLines.length;
      expectCode(await graphward.ask(`{ ${field} }`), 'INTERNAL_SERVER_ERROR');

      const lines = JSON.stringify(graphward.logLines.slice(start));
      expect(lines).toContain(`"coordinate":"Query.${field}"`);
      expect(lines).not.toContain(secret);
    },
  );

  it('is logged without a message that quotes the request', async () => {
    const password = 'four words make one';
    const query = 'query ($text: String) { quoting(text: $text) }';
    const start = graphward.logLines.length;
    await graphward.ask(query, { text: password });
    await graphward.ask(`{ quoting(text: "${password}") }`);

    const lines = graphward.logLines.slice(start);
    expect(lines).toMatchObject([{ err: { type: 'Error' } }, { err: { type: 'Error' } }]);
    expect(JSON.stringify(lines)).toContain('errors.test.ts');
    expect(JSON.stringify(lines)).not.toContain('four');
  });

  it('is masked if a result breaks the schema', async () => {
    const result = await graphward.ask('{ strict { missing } }');
    expect(expectCode(result, 'INTERNAL_SERVER_ERROR').message).toBe(masked);
    expect(result.data).toEqual({ strict: null });
  });
});

it('is masked and logged under the request ID before any operation is executed', async () => {
  let isBroken = false;
  const server = await startGraphward({
    clock: () => {
      if (isBroken) throw new Error(secret);
      return new Date();
    },
  });
  const alice = await server.signUp('alice');
  expectData(await server.as(alice).ask('{ me { id } }'));
  isBroken = true;
  const result = await server.as(alice).ask('{ me { id } }');
  isBroken = false;

  expect(expectCode(result, 'INTERNAL_SERVER_ERROR').message).toBe(masked);
  expect([result.status, result.description.includes(secret)]).toEqual([500, false]);
  const lines = server.logLines.filter(({ requestId }) => requestId === result.headers.get('x-request-id'));
  expect(lines).toMatchObject([{ level: 50, err: { message: secret } }]);
  await server.stop();
});

describe('an error intended for the client', () => {
  it("is returned if it is a module's error with its own code", async () => {
    const error = expectCode(await graphward.ask('{ ownCode }'), 'SHOP_CLOSED');
    expect([error.message, error.extensions.opens]).toEqual(['The shop is closed.', '9:00']);
  });

  it("is returned without its cause if it is one of Graphward's errors", async () => {
    const result = await graphward.ask('{ appError }');
    const { message, extensions } = expectCode(result, 'CONFLICT');
    expect([message, extensions]).toEqual(['Taken.', { code: 'CONFLICT', field: 'name' }]);
    expect(result.description).not.toContain(secret);
  });

  it('is SERVICE_UNAVAILABLE with Retry-After if the database is unreachable', async () => {
    const result = await graphward.ask('{ unreachable }');
    expect(expectCode(result, 'SERVICE_UNAVAILABLE').extensions.retryAfter).toBe(1);
    expect([result.status, result.headers.get('retry-after')]).toEqual([503, '1']);
    expect(result.description).not.toContain(secret);
  });

  it('is logged as one short line per request during an outage, without a stack', async () => {
    const start = graphward.logLines.length;
    await graphward.ask('{ a: unreachable b: unreachable c: unreachable }');

    const lines = graphward.logLines.slice(start);
    expect(lines).toMatchObject([
      { level: 40, error: 'MongoNetworkError', coordinate: 'Query.unreachable', count: 3 },
    ]);
    expect(JSON.stringify(lines).length).toBeLessThan(400);
  });
});

describe('an invalid request', () => {
  it('is a client error if a scalar rejects a value, whatever the scalar throws', async () => {
    const start = graphward.logLines.length;
    const result = await graphward.ask('query ($m: Moment!) { when(moment: $m) }', { m: secret });

    expect(expectCode(result, 'BAD_USER_INPUT').message).toContain('No moment');
    expect(result.status).toBe(400);
    expect(JSON.stringify(graphward.logLines.slice(start))).not.toContain(secret);
  });

  it.each([
    ['a variable', 'mutation ($x: LoginInput!) { login(input: $x) { expiresIn } }', 'a\ud800@example.com'],
    [
      'a literal',
      String.raw`mutation { login(input: { email: "a\ud800b", password: "x" }) { expiresIn } }`,
      'x',
    ],
    ['the document', 'mutation { login(input: { email: "\udc00", password: "x" }) { expiresIn } }', 'x'],
    ['the document', '{ __typename \ud800 }', 'x'],
  ])('is rejected if it contains a lone surrogate in %s', async (_where, query, email) => {
    const variables = query.includes('$x') ? { x: { email, password: 'x' } } : {};
    const result = await graphward.ask(query, variables);

    expect(expectCode(result, 'BAD_USER_INPUT').message).toMatch(/lone surrogate/);
    expect(result.status).toBe(400);
  });

  it.each(['{"\\ud800": 1}', '{"a": {"\\udfff": 1}}', '{"a": ["x\\ud83d"]}'])(
    'is rejected if its variables contain a lone surrogate, even if unused: %s',
    async (variables) => {
      const body = `{"query": "{ __typename }", "variables": ${variables}}`;
      expect(codesOf(await post(graphward, body))).toEqual(['BAD_USER_INPUT']);
      const path = `/graphql?query={__typename}&variables=${encodeURIComponent(variables)}`;
      const response = await send(graphward, { path, headers: { 'apollo-require-preflight': 'true' } });
      expect([response.status, codesOf(response)]).toEqual([400, ['BAD_USER_INPUT']]);
    },
  );

  it('is rejected if its cursor contains a lone surrogate', async () => {
    const admin = await graphward.signUp('admin', 'ADMIN');
    const after = Buffer.from(String.raw`["users","\ud800"]`).toString('base64url');
    const result = await graphward.as(admin).ask(`{ users(after: "${after}") { totalCount } }`);
    expect(expectCode(result, 'BAD_USER_INPUT').extensions.field).toBe('after');
  });

  it('may contain surrogate pairs', async () => {
    expectData(await graphward.ask('{ __type(name: "🔑") { name } }', { x: '🔑' }));
  });

  it.each([
    ['a syntax error', '{ me {', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ usrs { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown argument', '{ users(frist: 1) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown type', '{ ... on UserConection { __typename } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an unknown enum value',
      '{ users(filter: { role: ADMINN }) { totalCount } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['no operation', 'fragment F on Query { __typename }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'two operations without a name',
      'query A { __typename } query B { __typename }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a subscription', 'subscription { ticks }', 'OPERATION_RESOLUTION_FAILURE'],
  ])('rejects %s with 400 and suggests nothing hidden', async (_what, query, code) => {
    const result = await graphward.ask(query);
    const codes = (result.errors ?? []).map(({ extensions }) => extensions.code);
    expect([result.status, new Set(codes)]).toEqual([400, new Set([code])]);
    expect(result.description).not.toMatch(/did you mean|stacktrace|node_modules|\.[jt]s\b/i);
  });

  it('is not logged as an unexpected error, because what it quotes may be a password', async () => {
    const password = 'a password in the wrong place';
    const results = [
      await graphward.ask(`mutation { login(input: { email: "x" "${password}" }) { expiresIn } }`),
      await graphward.ask('mutation ($input: LoginInput!) { login(input: $input) { expiresIn } }', {
        input: { email: 'x', password: [password] },
      }),
    ];

    for (const { status, errors } of results) expect([status, errors?.length]).toEqual([400, 1]);
    expect(JSON.stringify(results.map(({ errors }) => errors))).toContain(password);
    expect(JSON.stringify(graphward.logLines)).not.toContain(password);
  });

  it('is quoted only as far as needed to recognize it', async () => {
    const query = 'mutation ($input: RegisterInput!) { register(input: $input) { tokenType } }';
    const unknown = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, 1]));
    for (const filler of ['a', 'a ', '"', '\\']) {
      const email = filler.repeat(30_000);
      const result = await graphward.ask(query, { input: { email, ...unknown } });
      expect([result.status, result.errors?.length]).toEqual([400, 6]);
      expect(JSON.stringify(result.errors).length).toBeLessThan(10_000);
    }
  });

  const operator = { $ne: 'nobody in particular' };
  it.each([
    ['mutation ($x: String!) { login(input: { email: $x, password: "x" }) { expiresIn } }', operator],
    ['mutation ($x: String!) { login(input: { email: "x", password: $x }) { expiresIn } }', operator],
    ['mutation ($x: LoginInput!) { login(input: $x) { expiresIn } }', { email: operator, password: 'x' }],
    [
      'mutation ($x: RegisterInput!) { register(input: $x) { expiresIn } }',
      { email: operator, password: 'x' },
    ],
    ['mutation ($x: String) { refresh(input: { refreshToken: $x }) { expiresIn } }', operator],
    ['mutation ($x: LogoutInput) { logout(input: $x) { revokedSessions } }', { refreshToken: operator }],
    ['mutation ($x: ID!) { revokeSession(id: $x) { id } }', operator],
    ['mutation ($x: SetUserRolesInput!) { setUserRoles(input: $x) { id } }', { userId: operator, roles: [] }],
    ['query ($x: ID!) { user(id: $x) { id } }', operator],
    ['query ($x: String) { users(after: $x) { totalCount } }', operator],
    ['query ($x: UserFilter) { users(filter: $x) { totalCount } }', { emailPrefix: operator }],
    ['query ($x: UserFilter) { users(filter: $x) { totalCount } }', operator],
  ])('a query operator in a variable of %s never reaches the database', async (query, x) => {
    const admin = await graphward.signUp('admin', 'ADMIN');

    const result = await graphward.as(admin).ask(query, { x });

    expect(expectCode(result, 'BAD_USER_INPUT').message).toMatch(/got invalid value/);
    expect(result.status).toBe(400);
    expect(sent.filter((command) => command.includes(operator.$ne))).toEqual([]);
  });

  it('treats a query operator in text as text', async () => {
    const admin = await graphward.signUp('admin', 'ADMIN');
    const { users } = expectData(
      await graphward.as(admin).ask('{ users(filter: { emailPrefix: "{\\"$ne\\":null}" }) { totalCount } }'),
    );
    expect(users).toEqual({ totalCount: 0 });
    expect(sent).toContainEqual(expect.stringContaining(String.raw`{\"$ne\":null}`));
  });
});
