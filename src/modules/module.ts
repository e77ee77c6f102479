import type { IResolvers } from '@graphql-tools/utils';
import type { ObjectLoader, PolicyDefinition } from '@graphward/authorization';
import type { DocumentNode } from 'graphql';
import type { DatabaseConnection, GraphwardContext } from '../context.js';
import type { GrantedClaims } from '../identity/granted-claims.js';
import type { Logger } from '../observability/logger.js';
import type { Services, User, UserFieldDefinitions } from '../services/index.js';

/**
 * What a module receives when the server starts.
 *
 * @example
 * ```ts
 * const start = async ({ connection }: ModuleStart) => {
 *   await connection.collection('issues').createIndex({ tenantId: 1 });
 * };
 * ```
 */
export interface ModuleStart {
  /** The server's own database connection. Use collections of your own. */
  readonly connection: DatabaseConnection;
  readonly services: Services;
  readonly log: Logger;
}

/**
 * What a module started, to be stopped with the server.
 *
 * @example
 * ```ts
 * const start = (): StartedModule => {
 *   const timer = setInterval(cleanUp, 60_000);
 *   return { stop: () => clearInterval(timer) };
 * };
 * ```
 */
export interface StartedModule {
  readonly stop: () => unknown;
}

/**
 * A user-defined part of the API: SDL with `@auth` or `@public`, and its resolvers.
 *
 * @example
 * ```ts
 * const motto: GraphwardModule = {
 *   name: 'motto',
 *   typeDefs: 'extend type Query { motto: String @public }',
 *   resolvers: { Query: { motto: () => 'Deny by default.' } },
 * };
 * ```
 */
export interface GraphwardModule {
  /** Identifies the module in problems (`name:line`). */
  readonly name: string;
  readonly typeDefs: string | DocumentNode;
  readonly resolvers?: IResolvers<unknown, GraphwardContext>;
  /**
   * Fields that the module adds to every user, as a mongoose schema defines them. Users enter them at registration if
   * `typeDefs` extends `RegisterInput` with fields of the same names.
   */
  readonly userFields?: UserFieldDefinitions;
  /**
   * Coordinates such as `Mutation.register` whose resolvers this module replaces: the server's, or those of another module.
   * Without it, a second resolver stops start-up.
   */
  readonly replaces?: readonly string[];
  /** Load the objects that arguments and input fields with `@auth(of:)` identify, by type. */
  readonly objects?: Readonly<Record<string, ObjectLoader<GraphwardContext>>>;
  /** The policies that `@auth(policy:)` names. */
  readonly policies?: Readonly<Record<string, PolicyDefinition<GraphwardContext>>>;
  /**
   * Returns what the access tokens of a user contain in addition, at every sign-in and refresh: `groups` and `scopes` for the
   * rules of the schema, and further claims for other services. After a change, call `services.sessions.refreshClaims`.
   */
  readonly claims?: (
    user: User,
    parts: { readonly services: Services },
  ) => GrantedClaims | Promise<GrantedClaims>;
  /** Called when the database is connected and before the server listens, in every worker. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most modules have nothing to stop
  readonly start?: (parts: ModuleStart) => StartedModule | void | Promise<StartedModule | void>;
}
