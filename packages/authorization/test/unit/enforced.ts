import { makeExecutableSchema } from '@graphql-tools/schema';
import { type ExecutionResult, graphql, type GraphQLSchema, parse, Source, subscribe } from 'graphql';
import {
  type AuthorizationOptions,
  AuthorizationSchemaError,
  authorizationTypeDefs,
  type SchemaProblem,
  type Viewer,
  withAuthorization,
} from '../../src/index.js';

export const roles = `enum Role { USER  EDITOR @inherits(roles: "USER")  ADMIN @inherits(roles: "EDITOR") }`;

export const anonymous = null;
export const alice: Viewer = { id: 'alice', roles: ['USER'] };
export const bob: Viewer = { id: 'bob', roles: ['USER'] };
export const erin: Viewer = { id: 'erin', roles: ['EDITOR'] };
export const root: Viewer = { id: 'root', roles: ['ADMIN'] };

type Resolvers = Parameters<typeof makeExecutableSchema>[0]['resolvers'];
export interface TestContext {
  readonly viewer: Viewer | null;
}

/** The schema of some SDL, with the directives and roles, before enforcement. */
export function plainSchema(sdl: string, resolvers: Resolvers = {}): GraphQLSchema {
  return makeExecutableSchema({ typeDefs: [authorizationTypeDefs, roles, sdl], resolvers });
}

export function enforced(
  sdl: string,
  resolvers: Resolvers = {},
  options: Partial<AuthorizationOptions<TestContext>> = {},
): GraphQLSchema {
  return withAuthorization<TestContext>(plainSchema(sdl, resolvers), {
    viewer: (context) => context.viewer,
    ...options,
  });
}

/** What a client receives, with errors as `path code`. */
export async function ask(
  schema: GraphQLSchema,
  viewer: Viewer | null,
  source: string,
  variableValues: Record<string, unknown> = {},
): Promise<{ data: unknown; denied: string[]; errors: ExecutionResult['errors'] }> {
  const result = await graphql({ schema, source, contextValue: { viewer }, variableValues });
  return readResult(result);
}

export async function askEvents(schema: GraphQLSchema, viewer: Viewer | null, source: string) {
  const stream = await subscribe({ schema, document: parse(source), contextValue: { viewer } });
  if (!(Symbol.asyncIterator in stream)) return [readResult(stream)];
  const results = [];
  for await (const event of stream) results.push(readResult(event));
  return results;
}

function readResult({ data, errors = [] }: ExecutionResult) {
  const denied = errors.map(({ path, extensions, message }) => {
    return `${(path ?? []).join('.')} ${typeof extensions.code === 'string' ? extensions.code : message}`;
  });
  // JSON removes the null prototypes, which matchers would report as a difference.
  return { data: JSON.parse(JSON.stringify(data ?? null)) as unknown, denied, errors };
}

/** The problems that stop start-up. */
export function problemsOf(sdl: string): readonly SchemaProblem[] {
  try {
    withAuthorization(sourcedSchema(sdl), { viewer: () => null });
  } catch (error) {
    if (error instanceof AuthorizationSchemaError) return error.problems;
    throw error;
  }
  return [];
}

function sourcedSchema(sdl: string): GraphQLSchema {
  const typeDefs = [authorizationTypeDefs, roles].map((text) => parse(text));
  // Some tools skip validation, so that unknown and misplaced directives reach the engine.
  return makeExecutableSchema({
    typeDefs: [...typeDefs, parse(new Source(sdl, 'schema/test.graphql'))],
    assumeValid: true,
    assumeValidSDL: true,
  });
}
