import { makeExecutableSchema } from '@graphql-tools/schema';
import { concatAST, type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import {
  AuthorizationSchemaError,
  readPolicy,
  reportInto,
  type SchemaProblem,
} from '@graphward/authorization';
import { resolvers } from '../resolvers/index.js';
import { loadTypeDefs } from './load-type-defs.js';
import { type GraphwardModule, toDocument } from './module.js';

/**
 * Graphward's schema with the modules', not enforcing anything yet.
 *
 * @throws AuthorizationSchemaError with every mistake in the SDL, and with the faults of its policy beside them
 */
export function buildSchema(modules: readonly GraphwardModule[]): GraphQLSchema {
  const typeDefs = concatAST([...loadTypeDefs(), ...modules.map(toDocument)]);
  const mistakes = mistakesIn(typeDefs);
  if (mistakes.length > 0) throw new AuthorizationSchemaError(withFaultsOfPolicy(mistakes, typeDefs));
  return makeExecutableSchema({
    typeDefs,
    assumeValidSDL: true,
    resolvers: [...resolvers, ...modules.map((module) => module.resolvers ?? {})],
  });
}

function mistakesIn(typeDefs: DocumentNode): readonly SchemaProblem[] {
  const mistakes: SchemaProblem[] = [];
  const report = reportInto(mistakes);
  // The last node: of a name that is defined twice, the definition that came later.
  for (const { message, nodes } of validateSDL(typeDefs)) report(message, undefined, nodes?.at(-1));
  return mistakes;
}

/** What the policy itself says of a directive tells what to write instead, and stands for what the SDL's rules say. */
function withFaultsOfPolicy(
  mistakes: readonly SchemaProblem[],
  typeDefs: DocumentNode,
): readonly SchemaProblem[] {
  const unknownTypes = mistakes.flatMap(({ message }) => /^Unknown type "(\w+)"/.exec(message)?.[1] ?? []);
  const faults = faultsOf(typeDefs, unknownTypes);
  const places = new Set(faults.map(({ location }) => location));
  const others = mistakes.filter(
    ({ message, location }) => !(/directive "@/i.test(message) && places.has(location)),
  );
  return [...faults, ...others];
}

/** The faults of a policy whose schema has mistakes: types that are not there are taken for scalars. */
function faultsOf(typeDefs: DocumentNode, unknownTypes: readonly string[]): readonly SchemaProblem[] {
  const standIns = [...new Set(unknownTypes)].map((name) => parse(`scalar ${name}`));
  try {
    const schema = makeExecutableSchema({
      typeDefs: concatAST([typeDefs, ...standIns]),
      assumeValidSDL: true,
      assumeValid: true,
    });
    return readPolicy(schema).problems;
  } catch {
    // Too many mistakes to build anything from; they are told in any case.
    return [];
  }
}
