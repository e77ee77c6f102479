import { type DocumentNode, Kind, parse, Source } from 'graphql';
import type { GraphwardModule } from './module.js';

/**
 * Declares a module with typed resolvers.
 *
 * @throws TypeError when it is not a module, GraphQLError when the SDL does not parse
 *
 * @example
 * ```ts
 * const account = defineModule({
 *   name: 'account',
 *   typeDefs: 'extend type Query { myEmail: String @auth }',
 *   resolvers: {
 *     Query: {
 *       myEmail: async (_root, _args, { viewer, loadUser }) =>
 *         viewer.kind === 'user' ? (await loadUser(viewer.id)).email : null,
 *     },
 *   },
 * });
 * ```
 */
export function defineModule(module: GraphwardModule): GraphwardModule {
  const problem = moduleProblem(module);
  if (problem) throw new TypeError(`defineModule({ name, typeDefs, … }): ${problem}`);
  return { ...module, typeDefs: toDocument(module) };
}

export function toDocument({ name, typeDefs }: GraphwardModule): DocumentNode {
  return typeof typeDefs === 'string' ? parse(new Source(typeDefs, name)) : typeDefs;
}

/** The optional properties of a module, by the kind of their values. */
const properties: Readonly<
  Record<string, { readonly is: (value: unknown) => boolean; readonly kind: string }>
> = {
  ...of('an object', isObject, 'resolvers', 'userFields', 'objects', 'policies'),
  ...of('a function', (value) => typeof value === 'function', 'claims', 'start'),
  ...of('a list of coordinates, such as Query.me', isListOfText, 'replaces'),
};

/** Describes what is wrong with a value that untyped code passes as a module; null if nothing is. */
export function moduleProblem(module: unknown): string | null {
  if (!isObject(module)) return 'a module must be an object.';
  const { name, typeDefs, ...others } = module;
  if (typeof name !== 'string' || name === '') return 'name must be a non-empty string.';
  if (typeof typeDefs !== 'string' && !isDocument(typeDefs))
    return `typeDefs of ${name} must be SDL, as a string or a parsed document.`;
  for (const [property, value] of Object.entries(others)) {
    const expected = Object.hasOwn(properties, property) ? properties[property] : undefined;
    if (!expected) return `${name} has an unknown property "${property}".`;
    if (value !== undefined && !expected.is(value)) return `${property} of ${name} must be ${expected.kind}.`;
  }
  return null;
}

function of(kind: string, is: (value: unknown) => boolean, ...names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, { is, kind }]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isDocument(value: unknown): value is DocumentNode {
  return isObject(value) && value.kind === Kind.DOCUMENT;
}
