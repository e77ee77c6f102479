import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  AuthorizationSchemaError,
  readPolicy,
  reportInto,
  type SchemaProblem,
} from '@graphward/authorization';
import { concatAST, type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import {
  combineResolvers,
  type GraphwardModule,
  moduleProblems,
  resolverProblems,
  toDocument,
} from '../modules/index.js';
import { resolvers } from '../resolvers/index.js';
import { loadTypeDefs } from './load-type-defs.js';
import { withoutRepeatedDirectives } from './repeated-directives.js';

/**
 * Builds Graphward's schema, including the modules'. It enforces nothing yet.
 *
 * @throws AuthorizationSchemaError listing every problem in the SDL and in its policy
 */
export function buildSchema(modules: readonly GraphwardModule[]): GraphQLSchema {
  const ownTypeDefs = concatAST(loadTypeDefs());
  const ofModules = modules.map((module) => withoutRepeatedDirectives(toDocument(module), ownTypeDefs));
  const typeDefs = concatAST([ownTypeDefs, ...ofModules]);
  const sources = {
    server: resolvers,
    modules,
    ownCoordinates: coordinatesOf(ownTypeDefs),
    coordinates: coordinatesOf(typeDefs),
  };
  const problems: SchemaProblem[] = [...moduleProblems(modules), ...resolverProblems(sources)].map(
    (message) => ({
      message,
    }),
  );
  problems.push(...sdlProblems(typeDefs));
  if (problems.length > 0) throw new AuthorizationSchemaError(addPolicyProblems(problems, typeDefs));
  return makeExecutableSchema({ typeDefs, assumeValidSDL: true, resolvers: combineResolvers(sources) });
}

/** The types, fields and enum values that SDL declares: `User`, `User.email`, `Role.ADMIN`. */
function coordinatesOf(typeDefs: DocumentNode): ReadonlySet<string> {
  const coordinates = new Set<string>();
  for (const { name: type, fields, values } of typeDefs.definitions as readonly TypeNode[]) {
    if (!type) continue;
    coordinates.add(type.value);
    for (const { name } of fields ?? values ?? []) coordinates.add(`${type.value}.${name.value}`);
  }
  return coordinates;
}

interface NamedNode {
  readonly name: { readonly value: string };
}

type TypeNode = Partial<NamedNode> & Readonly<Partial<Record<'fields' | 'values', readonly NamedNode[]>>>;

function sdlProblems(typeDefs: DocumentNode): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const report = reportInto(problems);
  // For a name that is defined twice, the last node is the second definition.
  for (const { message, nodes } of validateSDL(typeDefs)) report(message, undefined, nodes?.at(-1));
  return problems;
}

/** Replaces a problem with a directive by the policy's own one at that location, which says what to write instead. */
function addPolicyProblems(
  problems: readonly SchemaProblem[],
  typeDefs: DocumentNode,
): readonly SchemaProblem[] {
  const unknownTypes = problems.flatMap(({ message }) => /^Unknown type "(\w+)"/.exec(message)?.[1] ?? []);
  const ofPolicy = policyProblems(typeDefs, unknownTypes);
  const locations = new Set(ofPolicy.map(({ location }) => location));
  const others = problems.filter(
    ({ message, location }) => !(/directive "@/i.test(message) && locations.has(location)),
  );
  return [...ofPolicy, ...others];
}

/** Reads the policy of invalid SDL. Scalars stand in for unknown types. */
function policyProblems(typeDefs: DocumentNode, unknownTypes: readonly string[]): readonly SchemaProblem[] {
  const standIns = [...new Set(unknownTypes)].map((name) => parse(`scalar ${name}`));
  try {
    const schema = makeExecutableSchema({
      typeDefs: concatAST([typeDefs, ...standIns]),
      assumeValidSDL: true,
      assumeValid: true,
    });
    return readPolicy(schema).problems;
  } catch {
    // The SDL is too broken to build a schema. Its own problems are reported in any case.
    return [];
  }
}
