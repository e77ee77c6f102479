import { decodeClaims } from './claims.js';
import { isRecord } from './operation-error.js';

/**
 * The signed-in user, as the server described it at sign-in or at the last refresh. For display only: the server decides
 * what the user may do.
 *
 * @example
 * ```ts
 * const greet = (viewer: SessionViewer) => `Hello ${viewer.name ?? viewer.email ?? 'there'}`;
 * ```
 */
export interface SessionViewer {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  /** The roles assigned to the user, without those that they inherit. */
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  readonly sessionId: string | null;
  /** When the user presented credentials. */
  readonly authTime: Date | null;
  /** Whether the user signed in with a second factor. */
  readonly mfa: boolean;
}

/** Reads the viewer from `AuthPayload.user` and the claims of the access token, which are newer than any cache. */
export function viewerOf(accessToken: string, user: unknown): SessionViewer {
  const { id, email, name, roles } = isRecord(user) ? user : {};
  const assigned = Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
  return {
    id: String(id),
    email: typeof email === 'string' ? email : null,
    name: typeof name === 'string' ? name : null,
    roles: assigned,
    ...decodeClaims(accessToken),
  };
}
