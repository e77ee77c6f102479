import {
  AuthorizationSchemaError,
  isPublicOperation,
  readPolicy,
  reportInto,
  type RowFilter,
  rowFilter,
  type SchemaProblem,
  withAuthorization,
} from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';
import type { GraphwardContext } from '../context.js';
import { type Clock } from '../identity/clock.js';
import { unauthenticatedError } from '../identity/require-user.js';
import type { UserViewer, Viewer } from '../identity/viewer.js';
import { type GraphwardModule, registrationsOf } from '../modules/index.js';
import type { Logger } from '../observability/logger.js';
import { buildSchema } from './build-schema.js';
import type { IsPublicOperation } from './reject-invalid-token.js';

export interface AuthorizeSchemaOptions {
  readonly modules: readonly GraphwardModule[];
  readonly introspection: 'role' | 'full' | 'off';
  readonly clock: Clock;
  readonly log: Logger;
}

export interface AuthorizedSchema {
  /** Enforces its own policy in any executor. */
  readonly schema: GraphQLSchema;
  readonly isPublicOperation: IsPublicOperation;
  /** Selects the objects of a type that the context's viewer may see. */
  readonly rowFilter: (type: string, context: GraphwardContext) => RowFilter;
  /** @throws Error if the schema has no such role */
  readonly holdsRole: (viewer: Viewer, role: string) => boolean;
  readonly roleNames: readonly string[];
  /** The role itself and every role that inherits it. */
  readonly rolesIncluding: (role: string) => readonly string[];
}

/** @throws AuthorizationSchemaError listing every problem in the SDL and its policy */
export function authorizeSchema({
  modules,
  introspection,
  clock,
  log,
}: AuthorizeSchemaOptions): AuthorizedSchema {
  const plain = buildSchema(modules);
  for (const { name: module, replaces = [] } of modules)
    if (replaces.length > 0) log.info({ module, replaces }, 'a module replaces resolvers');
  rejectSubscriptions(plain);
  const schema = withAuthorization<GraphwardContext>(plain, {
    ...registrationsOf(modules),
    viewer: userOf,
    denied: ({ code }, { viewer }) =>
      code === 'UNAUTHENTICATED' && viewer.kind === 'rejected'
        ? unauthenticatedError(viewer.reason, viewer.message)
        : undefined,
    now: () => clock().getTime(),
    onWarning: ({ message, ...where }) => log.warn(where, message),
    introspection,
  });
  const { roles } = readPolicy(plain);
  return {
    schema,
    isPublicOperation: (document, operationName, variables) =>
      isPublicOperation(plain, document, operationName, variables),
    rowFilter: (type, context) => rowFilter(schema, type, userOf(context), context),
    holdsRole: (viewer, role) => {
      if (!roles.names.includes(role))
        throw new Error(`Unknown role: ${role}. The roles are ${roles.names.join(', ')}.`);
      return viewer.kind === 'user' && (roles.viewerMask(viewer.roles) & roles.requiredMask([role])) !== 0;
    },
    roleNames: roles.names,
    rolesIncluding: (role) =>
      roles.names.filter((name) => (roles.viewerMask([name]) & roles.requiredMask([role])) !== 0),
  };
}

function userOf({ viewer }: GraphwardContext): UserViewer | null {
  return viewer.kind === 'user' ? viewer : null;
}

/** Clients would see subscriptions in the schema but could not use them. */
function rejectSubscriptions(schema: GraphQLSchema): void {
  const type = schema.getSubscriptionType();
  if (!type) return;
  const problems: SchemaProblem[] = [];
  const report = reportInto(problems);
  const message = 'The server does not support subscriptions yet. Remove this type.';
  report(message, type.name, type.astNode ?? type.extensionASTNodes[0]);
  throw new AuthorizationSchemaError(problems);
}
