import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
  validateSchema,
} from 'graphql';
import { createAccessReader } from './enforce/access.js';
import { AuthorizationError } from './enforce/authorization-error.js';
import { checkRegistrations } from './enforce/check-registrations.js';
import { denialError, type ExplainDenial, rememberDenial } from './enforce/denial.js';
import { accessOf, type Enforcement, type Resolver } from './enforce/enforcement.js';
import { enforcingSchema } from './enforce/enforcing-schema.js';
import { guardRequirement } from './enforce/guard-requirement.js';
import type { ObjectLoader } from './enforce/load-objects.js';
import type { PolicyDefinition } from './enforce/policies.js';
import { createRowFilter } from './enforce/row-filter.js';
import { rolesOfViewer, type Viewer } from './enforce/viewer.js';
import { foreignSchemaProblem } from './policy/graphql-copy.js';
import type { Policy } from './policy/policy.js';
import { compilePolicy, readPolicy } from './policy/read-policy.js';
import {
  extensionOf,
  type IntrospectionMode,
  type SchemaExtension,
  type TypeNameGuard,
} from './policy/schema-extension.js';
import { AuthorizationSchemaError, reportInto, type SchemaProblem } from './policy/schema-problem.js';
import { installIntrospection } from './visible/introspection.js';
import { schemaVisibleTo } from './visible/visible-schema.js';

/**
 * The viewer of a request, and overrides of the engine's defaults.
 *
 * @example
 * ```ts
 * const options: AuthorizationOptions<Context> = { viewer: ({ viewer }) => viewer, introspection: 'off' };
 * ```
 */
export interface AuthorizationOptions<TContext> {
  /**
   * Returns the viewer from the executor's context value. Called once per execution, before any decision, and by the
   * plugins for a request that does not fit the schema. Must be synchronous.
   */
  readonly viewer: (context: TContext) => Viewer | null;
  /** Replaces the engine's error for a denial, for example to distinguish an expired token from a missing one. */
  readonly denied?: ExplainDenial<TContext> | undefined;
  /** Default: `role`. */
  readonly introspection?: IntrospectionMode | undefined;
  /** Resolves fields that have no resolver. Pass it here instead of to the executor. Default: that of graphql-js. */
  readonly fieldResolver?: GraphQLFieldResolver<unknown, TContext> | undefined;
  /** Load the objects that arguments and input fields with `of` identify, by type. */
  readonly objects?: Readonly<Record<string, ObjectLoader<TContext>>> | undefined;
  /** The policies that `@auth(policy:)` names. */
  readonly policies?: Readonly<Record<string, PolicyDefinition<TContext>>> | undefined;
  /** The number of objects of one type that an operation may identify. Default: 500. */
  readonly maxObjects?: number | undefined;
  /** The time after which a policy or a loader counts as failed, in milliseconds. Default: 10,000. */
  readonly timeLimit?: number | undefined;
  /** Directives of yours that have a name of authorization directives elsewhere, such as `authenticated`, and a purpose of their own. */
  readonly allowDirectives?: readonly string[] | undefined;
  /** The current time in milliseconds since 1970, for `maxAge`. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Called at start-up with each warning, for example about a protected field that is non-null. */
  readonly onWarning?: ((warning: SchemaProblem) => void) | undefined;
}

/**
 * Returns a schema that enforces its `@auth` directives in any executor.
 *
 * Add all resolvers first: a resolver that is added to the returned schema replaces the guard.
 *
 * @example
 * ```ts
 * const schema = withAuthorization(
 *   makeExecutableSchema({ typeDefs: [authorizationTypeDefs, typeDefs], resolvers }),
 *   { viewer: (context: Context) => context.viewer },
 * );
 * ```
 *
 * @throws AuthorizationSchemaError that lists every problem of the policy
 */
export function withAuthorization<TContext = unknown>(
  schema: GraphQLSchema,
  options: AuthorizationOptions<TContext>,
): GraphQLSchema {
  const policy = checkedPolicy(schema, options);
  policy.warnings.forEach((warning) => options.onWarning?.(warning));
  const now = options.now ?? Date.now;
  const enforcement: Enforcement = {
    policy,
    reader: createAccessReader((context) => options.viewer(context as TContext), policy.roles, now),
    fieldResolver: (options.fieldResolver as Resolver | undefined) ?? defaultFieldResolver,
    policies: new Map(Object.entries(options.policies ?? {})) as ReadonlyMap<string, PolicyDefinition>,
    objects: new Map(Object.entries(options.objects ?? {})) as ReadonlyMap<string, ObjectLoader>,
    maxObjects: options.maxObjects ?? 500,
    timeLimit: options.timeLimit ?? 10_000,
    deny: (denial, context) =>
      rememberDenial(options.denied?.(denial, context as TContext) ?? denialError(denial), denial),
  };
  installIntrospection();
  return enforcingSchema(enforcement, extensionFor(enforcement, options, now));
}

function checkedPolicy<TContext>(
  schema: GraphQLSchema,
  { objects = {}, policies = {}, allowDirectives = [] }: AuthorizationOptions<TContext>,
): Policy {
  const foreign = foreignSchemaProblem(schema);
  if (foreign !== null) throw new AuthorizationSchemaError([{ message: foreign }]);
  if (extensionOf(schema)) {
    throw new AuthorizationSchemaError([
      { message: 'withAuthorization has already been applied to this schema. Apply it once.' },
    ]);
  }
  const problems: SchemaProblem[] = [];
  const report = reportInto(problems);
  for (const { message, nodes } of validateSchema(schema)) report(message, undefined, nodes?.[0]);
  const policy = allowDirectives.length > 0 ? compilePolicy(schema, allowDirectives) : readPolicy(schema);
  problems.push(...policy.problems);
  checkRegistrations(policy, { objects, policies }, report);
  if (problems.length > 0) throw new AuthorizationSchemaError(problems);
  return policy;
}

function extensionFor<TContext>(
  enforcement: Enforcement,
  { viewer: viewerOf, introspection = 'role' }: AuthorizationOptions<TContext>,
  now: () => number,
): SchemaExtension {
  const { policy } = enforcement;
  return {
    policy,
    introspection,
    rolesOf: (context) => rolesOfViewer(viewerOf(context as TContext)),
    rowFilter: createRowFilter(enforcement, now),
    guardTypeName: typeNameGuard(enforcement),
    introspected: (context, info) => {
      if (introspection === 'off') throw new AuthorizationError('FORBIDDEN', 'Introspection is disabled.');
      return introspection === 'full'
        ? policy.schema
        : schemaVisibleTo(policy, accessOf(enforcement, context, info).mask);
    },
  };
}

function typeNameGuard(enforcement: Enforcement): TypeNameGuard {
  const { requirements, schema } = enforcement.policy;
  const guards = new Map<string, Resolver>();
  return (source, context, info) => {
    const { name } = info.parentType;
    const requirement = requirements.get(name);
    if (!requirement) return name;
    let guard = guards.get(name);
    if (!guard) {
      // The original type, whose owner field has no guard.
      const type = schema.getType(name);
      if (!isObjectType(type)) throw new Error(`${name} is not an object type of the enforced schema.`);
      guard = guardRequirement(enforcement, type, name, requirement, '__typename', () => name);
      guards.set(name, guard);
    }
    return guard(source, {}, context, info) as string | Promise<string>;
  };
}
