import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { AppError } from '../errors/index.js';
import type { GraphwardContext } from '../context.js';
import type { Authenticator } from '../identity/authenticate.js';
import { readBearer } from '../identity/bearer.js';
import type { Viewer } from '../identity/viewer.js';
import type { Logger } from '../observability/logger.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { Services } from '../services/index.js';
import { createRefreshCookie } from './refresh-cookie.js';

export interface RequestContextOptions {
  readonly services: Services;
  readonly authenticator: Authenticator;
  readonly corsOrigins: readonly string[];
  readonly log: Logger;
}

const maxUserAgentLength = 256;

/** Builds each GraphQL request's context: who asks, from where, and what they may use. */
export function createRequestContext(options: RequestContextOptions) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<GraphwardContext> => {
    const log = options.log.child({ requestId: request.id });
    return Promise.resolve({
      viewer: viewerOf(request, options, log),
      services: options.services,
      loadUser: options.services.users.createLoader(),
      log,
      origin: originOf(request),
      refreshCookie: createRefreshCookie(request, reply, options.corsOrigins),
    });
  };
}

function viewerOf(request: FastifyRequest, { authenticator }: RequestContextOptions, log: Logger): Viewer {
  const credential = readBearer(request.raw.headersDistinct.authorization, request.url);
  if (credential.kind === 'malformed')
    throw withStatus(400, new AppError('BAD_USER_INPUT', credential.message));
  try {
    return authenticator.authenticate(credential);
  } catch (error) {
    if (!(error instanceof AppError)) {
      log.error({ err: error }, 'a request failed unexpectedly');
      throw error;
    }
    // Logged once, when revocation polling stalled, and not for every request that it rejects.
    throw withStatus(503, error, [['retry-after', String(error.retryAfter ?? 1)]]);
  }
}

function originOf(request: FastifyRequest): RequestOrigin {
  // Control characters are dropped: what a client calls itself must not be able to forge log lines.
  const userAgent = request.headers['user-agent']?.replace(/[^\x20-\x7e]/g, '').slice(0, maxUserAgentLength);
  // Behind a proxy that is trusted blindly, the address is whatever text the client made up.
  const ipAddress = isIP(request.ip) ? request.ip : (request.socket.remoteAddress ?? null);
  return { requestId: request.id, ipAddress, userAgent: userAgent ?? null };
}

/** An error raised before Apollo runs a request; `http` is how Apollo is told the status, and goes no further. */
function withStatus(status: number, error: AppError, headers: [string, string][] = []): GraphQLError {
  const extensions: Record<string, unknown> = {
    ...error.extensions,
    http: { status, headers: new Map(headers) },
  };
  return new GraphQLError(error.message, { extensions });
}
