import type { AccessReport } from './access.js';
import type { Reauthenticate } from './reauthentication.js';
import type { RefreshTokenStorage } from './refresh-token-storage.js';

/**
 * The options of `createSession`.
 *
 * @example
 * ```ts
 * const options: SessionOptions = { url: 'https://api.example.com/graphql', storage: 'memory' };
 * ```
 */
export interface SessionOptions<Coordinate extends string = string> {
  /** The GraphQL endpoint; in a browser also relative, such as `/graphql`. */
  readonly url: string | URL;
  /**
   * Where the refresh token is kept. `cookie`, the default in pages: in the server's HttpOnly cookie, which no script can read.
   * `memory`, the default elsewhere: the session ends with the process. Or a storage of your own.
   */
  readonly storage?: 'cookie' | 'memory' | RefreshTokenStorage | undefined;
  /** Asks the user for the password again when an operation needs recent credentials. Without it, the operation is denied. */
  readonly onReauthenticate?: Reauthenticate | undefined;
  /** What `graphward access --json` prints; for `can`. */
  readonly access?: AccessReport<Coordinate> | undefined;
  /** The function that sends requests; that of the platform by default. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}
