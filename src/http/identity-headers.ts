import { isScopeToken } from '../identity/granted-claims.js';
import { unauthenticatedError } from '../identity/require-user.js';
import type { UserViewer } from '../identity/viewer.js';

/**
 * The headers in which a gateway learns who the viewer is. All four are present, even if empty, because some gateways keep
 * the client's own header if the response lacks one.
 *
 * @param roles every role that the viewer holds, including inherited ones
 * @throws AppError UNAUTHENTICATED if an ID cannot be written unambiguously
 */
export function identityHeaders({ id, sessionId, scopes }: UserViewer, roles: readonly string[]) {
  return {
    'x-graphward-user': headerText(id),
    'x-graphward-roles': roles.join(','),
    'x-graphward-scopes': scopes.filter(isScopeToken).join(' '),
    'x-graphward-session': headerText(sessionId),
  };
}

const unsafeCharacter = /[^\x21-\x24\x26-\x7e]/gu;

/** Percent-encodes all but visible ASCII, and `%`, so that no two IDs become the same header. */
function headerText(id: string): string {
  if (!id.isWellFormed()) throw unauthenticatedError('TOKEN_INVALID');
  return id.replace(unsafeCharacter, encodeURIComponent);
}
