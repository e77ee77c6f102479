import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { authorizationTypeDefs, type Viewer, withAuthorization } from '@graphward/authorization';
import { authorizationPlugin } from '@graphward/authorization/apollo';
import { useAuthorization, type YogaAuthorizationOptions } from '@graphward/authorization/yoga';
import { GraphQLError } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { sendGraphql } from '../support/client.js';

interface Context {
  viewer: Viewer | null;
}

const plainSchema = makeExecutableSchema<Context>({
  typeDefs: [
    authorizationTypeDefs,
    `enum Role { USER  ADMIN @inherits(roles: "USER") }
     type Query { names(filter: Filter): [String] @public  codeword: [String] @auth(requires: ADMIN) }
     input Filter { name: String  nameOfSecret: String @auth(requires: ADMIN) }`,
  ],
  resolvers: { Query: { names: () => ['Alice'] } },
});
const schema = withAuthorization<Context>(plainSchema, { viewer: ({ viewer }) => viewer });
const viewers = new Map([['root-key', { id: 'root', roles: ['ADMIN'] }]]);

const stops: (() => unknown)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

async function startApollo(): Promise<string> {
  const tooDeep = {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ operationName }: { operationName: string | null }) => {
          if (operationName !== 'Refused') return Promise.resolve();
          throw new GraphQLError('"Refused" is refused.', { extensions: { code: 'BAD_USER_INPUT' } });
        },
      }),
  };
  const server = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: true,
    plugins: [authorizationPlugin(schema), tooDeep],
    formatError: (error) => ({ ...error, message: `Formatted: ${error.message}` }),
  });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: ({ req }) => Promise.resolve({ viewer: viewers.get(String(req.headers['x-api-key'])) ?? null }),
  });
  stops.push(() => server.stop());
  return url;
}

async function startYoga(options?: YogaAuthorizationOptions<{ request: Request }>): Promise<string> {
  const yoga = createYoga({
    schema,
    context: ({ request }) => ({ viewer: viewers.get(request.headers.get('x-api-key') ?? '') ?? null }),
    plugins: [useAuthorization(options)],
    batching: true,
    logging: false,
    graphqlEndpoint: '/',
  });
  const server = createServer((request, response) => void yoga(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const yogaViewer = ({ request }: { request: Request }) =>
  Promise.resolve(viewers.get(request.headers.get('x-api-key') ?? '') ?? null);

const typo = '{ codewrd }';
const suggested = 'Cannot query field "codewrd" on type "Query". Did you mean "codeword"?';
const redacted = 'Cannot query field "codewrd" on type "Query".';
const hiddenVariable = {
  query: 'query ($filter: Filter) { names(filter: $filter) }',
  variables: { filter: { nameOfSecrets: 'x' } },
};

async function messages(url: string, query: string, { variables = {}, key = '' } = {}): Promise<string[]> {
  const { errors = [] } = await sendGraphql(url, { query, variables, headers: { 'x-api-key': key } });
  return errors.map(({ message }) => message);
}

describe.each([
  ['Apollo Server', startApollo, 'Formatted: '],
  ['Yoga', () => startYoga({ viewer: yogaViewer }), ''],
])('the plugin for %s', (_title, start, prefix) => {
  let url: string;
  beforeAll(async () => {
    url = await start();
  });

  it('suggests no hidden field', async () => {
    expect(await messages(url, typo)).toEqual([redacted]);
  });

  it('suggests to an administrator what an administrator may see', async () => {
    expect(await messages(url, typo, { key: 'root-key' })).toEqual([`${prefix}${suggested}`]);
  });

  it('suggests no hidden input field of a variable', async () => {
    const { query, variables } = hiddenVariable;
    const [message, ...more] = await messages(url, query, { variables });
    expect(more).toEqual([]);
    expect(message).toContain('is not defined by type "Filter"');
    expect(message).not.toContain('nameOfSecret"');
    const [full] = await messages(url, query, { variables, key: 'root-key' });
    expect(full).toContain('Did you mean "nameOfSecret"?');
  });

  it('leaves other results as they are', async () => {
    expect(await messages(url, '{ codeword }')).toEqual([`${prefix}Sign in to use this field.`]);
    expect((await sendGraphql(url, { query: '{ names }' })).data).toEqual({ names: ['Alice'] });
  });
});

describe('the plugin for Apollo Server', () => {
  it('removes the stack trace, which repeats the message', async () => {
    const result = await sendGraphql(await startApollo(), { query: typo });
    expect(result.errors).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain('codeword');
  });

  it('leaves the errors of other plugins', async () => {
    expect(await messages(await startApollo(), 'query Refused { names }')).toEqual([
      'Formatted: "Refused" is refused.',
    ]);
  });

  it('stops start-up if the schema enforces nothing, or is not the one served', async () => {
    expect(() => authorizationPlugin(plainSchema)).toThrow('Pass it through withAuthorization first.');
    const server = new ApolloServer({ schema: plainSchema, plugins: [authorizationPlugin(schema)] });
    await expect(server.start()).rejects.toThrow('Pass it through withAuthorization first.');
    const other = withAuthorization<Context>(plainSchema, { viewer: () => null });
    const mismatched = new ApolloServer({ schema: other, plugins: [authorizationPlugin(schema)] });
    await expect(mismatched.start()).rejects.toThrow('the server serves another schema');
    const schemaless = new ApolloServer({ schema: plainSchema, plugins: [authorizationPlugin()] });
    await expect(schemaless.start()).rejects.toThrow('Pass it through withAuthorization first.');
  });
});

describe('the plugin for Yoga', () => {
  it('redacts validation errors as for an anonymous viewer unless it can read the viewer', async () => {
    expect(await messages(await startYoga(), typo, { key: 'root-key' })).toEqual([redacted]);
  });

  it('keeps the requests of a batch apart', async () => {
    const response = await fetch(await startYoga(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: typo }, { query: '{ names }' }, hiddenVariable]),
    });
    const [first, second, third] = (await response.json()) as any[];
    expect(first.errors[0].message).toBe(redacted);
    expect(second.data).toEqual({ names: ['Alice'] });
    expect(third.errors[0].message).not.toContain('nameOfSecret"');
  });

  it('rejects a viewer that is not one', async () => {
    const url = await startYoga({ viewer: () => ({ name: 'Alice' }) as never });
    const result = await sendGraphql(url, { query: typo });
    expect(JSON.stringify(result)).not.toContain('codeword');
    expect(result.errors).toHaveLength(1);
  });

  it('does not load a schema that enforces nothing', () => {
    expect(() => createYoga({ schema: plainSchema, plugins: [useAuthorization()] })).toThrow(
      'Pass it through withAuthorization first.',
    );
  });
});
