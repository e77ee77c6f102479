import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefreshCookie } from '../context.js';
import { AppError } from '../errors/index.js';
import { parseRefreshToken } from '../identity/refresh-token.js';
import { parseUrl } from './parse-url.js';

const cookieName = '__Host-graphward-refresh';
const attributes = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;
/** Headers that make a browser send a preflight request; a form of another site cannot set them. */
const preflightHeaders = ['apollo-require-preflight', 'x-apollo-operation-name'] as const;

/** The refresh token cookie of one request. Rejects its use when the request may be a cross-site forgery. */
export function createRefreshCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  allowedOrigins: readonly string[],
): RefreshCookie {
  const value = parseCookie(request.headers.cookie ?? '')[cookieName] ?? null;
  const set = (newValue: string, expires: Date): void => {
    const cookie = stringifySetCookie({ name: cookieName, value: newValue, ...attributes, expires });
    // Fastify would send this header once per call.
    void reply.removeHeader('set-cookie').header('set-cookie', cookie);
  };
  return {
    read: () => {
      if (value !== null) rejectForgery(request, allowedOrigins);
      return value;
    },
    belongsTo: (sessionId) => value !== null && parseRefreshToken(value)?.sessionId === sessionId,
    requireUsable: () => rejectForgery(request, allowedOrigins),
    write: (refreshToken, expiresAt) => {
      rejectForgery(request, allowedOrigins);
      set(refreshToken, expiresAt);
    },
    clear: () => {
      if (value !== null) set('', new Date(0));
    },
  };
}

function rejectForgery(request: FastifyRequest, allowedOrigins: readonly string[]): void {
  if (!preflightHeaders.some((name) => request.headers[name])) {
    throw new AppError(
      'FORBIDDEN',
      'To use the refresh cookie, send the header apollo-require-preflight: true.',
    );
  }
  const { origin } = request.headers;
  if (origin !== undefined && (allowedOrigins.includes(origin) || origin === ownOrigin(request))) return;
  throw new AppError(
    'FORBIDDEN',
    "To use the refresh cookie, send an Origin that is the API's own or listed in CORS_ORIGINS. " +
      'Behind a proxy that terminates TLS, set TRUST_PROXY.',
  );
}

/**
 * The origin at which the client reached the API: scheme, host and port, serialized as browsers send it (RFC 6454
 * §6.2), so that the two strings can be compared.
 */
function ownOrigin({ protocol, host }: FastifyRequest): string | null {
  return parseUrl(`${protocol}://${host}`)?.origin ?? null;
}
