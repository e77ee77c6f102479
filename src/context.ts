import type { Viewer } from './identity/viewer.js';
import type { Columns, MongoFilter } from './models/index.js';
import type { Logger } from './observability/logger.js';
import type { RequestOrigin } from './observability/security-events.js';
import type { Services, Session, User } from './services/index.js';

export type { DatabaseConnection } from './models/index.js';

/**
 * The context that every resolver of a request receives. `Fields` are those that a module adds to users.
 *
 * @example
 * ```ts
 * const author = ({ authorId }: Article, _args: unknown, { loadUser }: GraphwardContext) => loadUser(authorId);
 * ```
 */
export interface GraphwardContext<Fields extends object = object> {
  readonly viewer: Viewer;
  readonly services: Services;
  /** Loads a user by ID. Users requested in the same tick are loaded with one database command. */
  readonly loadUser: (id: string) => Promise<User & Fields>;
  /**
   * Loads a user's active sessions, newest first. Those of up to 100 users requested in the same tick are loaded with one
   * database command.
   */
  readonly loadSessions: (user: User) => Promise<Session[]>;
  /**
   * Loads the viewer's user, with the fields that modules add. A function, so that a request that does not need the user
   * sends no database command.
   *
   * @throws AppError UNAUTHENTICATED if nobody is signed in, FORBIDDEN if the viewer has no account of this server
   */
  readonly user: () => Promise<User & Fields>;
  /**
   * Whether the viewer has a role, or one that inherits it. False if nobody is signed in.
   *
   * @throws Error if the schema has no such role
   */
  readonly holdsRole: (role: string) => boolean;
  readonly log: Logger;
  readonly origin: RequestOrigin;
  readonly refreshCookie: RefreshCookie;
  /**
   * Returns a MongoDB filter that selects the objects of a type that the viewer may see, by the type's own `@auth`. Use it in
   * the query, so that paging and counts are right, and in the condition of a write.
   *
   * @param columns where the fields that the rules name are stored; under their own names by default
   * @throws Error if the type is unknown, or if a policy without a `filter` decides
   */
  readonly rows: (type: string, columns?: Columns) => MongoFilter;
}

/**
 * The refresh token that a browser keeps in a cookie.
 *
 * @example
 * ```ts
 * const logout = (_root: unknown, _args: unknown, context: GraphwardContext) => {
 *   const { viewer, services, refreshCookie, origin } = context;
 *   return services.sessions.logout({ viewer, refreshToken: refreshCookie.read(), scope: 'THIS' }, origin);
 * };
 * ```
 */
export interface RefreshCookie {
  /**
   * @returns the refresh token; null if there is no cookie
   * @throws AppError FORBIDDEN when the request may come from another site
   */
  read(): string | null;
  /** Whether the cookie contains a refresh token of this session. */
  belongsTo(sessionId: string): boolean;
  /** Call it before work whose result `write` would store. @throws AppError like `read` */
  requireUsable(): void;
  write(refreshToken: string, expiresAt: Date): void;
  clear(): void;
}
