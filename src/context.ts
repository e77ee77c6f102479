import type { Viewer } from './identity/viewer.js';
import type { Logger } from './observability/logger.js';
import type { RequestOrigin } from './observability/security-events.js';
import type { User, Services } from './services/index.js';

/** What every resolver of one request gets. */
export interface GraphwardContext {
  readonly viewer: Viewer;
  readonly services: Services;
  /** One user by id; users asked for at the same time come with one database command. */
  readonly loadUser: (id: string) => Promise<User>;
  readonly log: Logger;
  readonly origin: RequestOrigin;
  readonly refreshCookie: RefreshCookie;
}

/** The browser's refresh token, where it is kept in a cookie. */
export interface RefreshCookie {
  /**
   * @returns null when there is none
   * @throws AppError FORBIDDEN when the request may come from another site
   */
  read(): string | null;
  /** Whether the cookie holds a refresh token of this session. */
  belongsTo(sessionId: string): boolean;
  /** To be asked before anything is done whose outcome would be written. @throws AppError as `read` */
  requireUsable(): void;
  write(refreshToken: string, expiresAt: Date): void;
  clear(): void;
}
