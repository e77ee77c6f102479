import { isAbsolute } from 'node:path';
import { type DocumentNode, Kind, parse, Source } from 'graphql';
import type { UserFieldDefinitions, UserFieldsOf } from '../services/index.js';
import type { GraphwardModule, ModuleDefinition, ModuleHooks } from './module.js';

/**
 * Declares a module. In its functions, users have the fields that `userFields` defines.
 *
 * @throws TypeError when it is not a module, GraphQLError when the SDL does not parse
 *
 * @example
 * ```ts
 * const employer = defineModule({
 *   name: 'employer',
 *   typeDefs: `
 *     extend type Query { myCompany: String @auth }
 *     extend input RegisterInput { company: String }
 *   `,
 *   userFields: { company: { type: String, maxLength: 200 } },
 *   resolvers: { Query: { myCompany: async (_root, _args, context) => (await context.user()).company } },
 * });
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- a module without fields
export function defineModule<const Definitions extends UserFieldDefinitions = Record<never, never>>(
  module: ModuleDefinition<Definitions, UserFieldsOf<Definitions>>,
): GraphwardModule {
  const problem = moduleProblem(module);
  if (problem) throw new TypeError(`defineModule({ name, typeDefs, … }): ${problem}`);
  // The server loads users with the fields of every module.
  const untyped = module as unknown as GraphwardModule;
  return { ...untyped, typeDefs: toDocument(untyped) };
}

export function toDocument({ name, typeDefs = '' }: GraphwardModule): DocumentNode {
  if (typeof typeDefs !== 'string') return typeDefs;
  // graphql-js does not parse a text without a definition.
  if (typeDefs.trim() === '') return { kind: Kind.DOCUMENT, definitions: [] };
  return parse(new Source(typeDefs, name));
}

/** The optional properties of a module, by the kind of their values. */
const properties: Readonly<
  Record<string, { readonly is: (value: unknown) => boolean; readonly kind: string }>
> = {
  ...of('an object', isObject, 'resolvers', 'userFields', 'objects', 'policies', 'hooks'),
  ...of('a function', (value) => typeof value === 'function', 'claims', 'start', 'routes'),
  ...of("a folder: an absolute path, or new URL('./mail/', import.meta.url)", isFolder, 'mailTemplates'),
  ...of('a list of plugins', Array.isArray, 'apolloPlugins'),
  ...of('a list of coordinates, such as Query.me', isListOfText, 'replaces'),
};

/** Describes what is wrong with a value that untyped code passes as a module; null if nothing is. */
export function moduleProblem(module: unknown): string | null {
  if (!isObject(module)) return 'a module must be an object.';
  const { name, typeDefs, ...others } = module;
  if (typeof name !== 'string' || name === '') return 'name must be a non-empty string.';
  if (typeDefs !== undefined && typeof typeDefs !== 'string' && !isDocument(typeDefs))
    return `typeDefs of ${name} must be SDL, as a string or a parsed document.`;
  for (const [property, value] of Object.entries(others)) {
    const expected = Object.hasOwn(properties, property) ? properties[property] : undefined;
    if (!expected) return `${name} has an unknown property "${property}".`;
    if (value !== undefined && !expected.is(value)) return `${property} of ${name} must be ${expected.kind}.`;
  }
  return hookProblem(name, others.hooks ?? {});
}

const hookNames: ReadonlySet<string> = new Set<keyof ModuleHooks>([
  'beforeRegister',
  'afterRegister',
  'afterLogin',
  'afterLogout',
  'afterPasswordChange',
  'beforeDelete',
]);

function hookProblem(module: string, hooks: object): string | null {
  for (const [name, hook] of Object.entries(hooks)) {
    if (!hookNames.has(name)) return `hooks of ${module} has an unknown property "${name}".`;
    if (hook !== undefined && typeof hook !== 'function')
      return `hooks.${name} of ${module} must be a function.`;
  }
  return null;
}

function of(kind: string, is: (value: unknown) => boolean, ...names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, { is, kind }]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Not a relative path, because it would depend on where the server is started. */
function isFolder(value: unknown): boolean {
  return value instanceof URL ? value.protocol === 'file:' : typeof value === 'string' && isAbsolute(value);
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isDocument(value: unknown): value is DocumentNode {
  return isObject(value) && value.kind === Kind.DOCUMENT;
}
