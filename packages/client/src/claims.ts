/** What the client reads from an access token. Nothing here is verified: the server decides, and it does not trust clients. */
export interface Claims {
  readonly roles?: readonly string[];
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  readonly sessionId: string | null;
  readonly authTime: Date | null;
  readonly mfa: boolean;
}

/** Decodes the claims of a JWT (RFC 7519). What is missing or malformed counts as not granted. */
export function decodeClaims(accessToken: string): Claims {
  const { roles, scope, groups, sid, auth_time: authTime, amr } = payloadOf(accessToken);
  return {
    ...(Array.isArray(roles) ? { roles: texts(roles) } : {}),
    scopes: typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [],
    groups: texts(groups),
    sessionId: typeof sid === 'string' ? sid : null,
    authTime: typeof authTime === 'number' ? new Date(authTime * 1000) : null,
    mfa: texts(amr).includes('mfa'),
  };
}

function payloadOf(token: string): Record<string, unknown> {
  try {
    const base64 = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const escaped = [...atob(base64)].map((byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
    return Object(JSON.parse(decodeURIComponent(escaped.join('')))) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
