import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/index.js';
import type { Authenticator } from '../identity/authenticate.js';
import { type BearerCredential, readBearer } from '../identity/bearer.js';
import { requireUser } from '../identity/require-user.js';
import type { Viewer } from '../identity/viewer.js';
import type { RouteParts } from '../modules/index.js';
import { headerValues } from './header-values.js';

export interface RequestAuthentication {
  readonly authenticator: Authenticator;
  readonly holdsRole: (viewer: Viewer, role: string) => boolean;
}

/** Authenticates requests of routes outside GraphQL, by the same rules. */
export function createRequestAuthentication(options: RequestAuthentication): RouteParts['authenticate'] {
  const { authenticator, holdsRole } = options;
  return (request, { requires } = {}) => {
    const viewer = requireUser({ viewer: readViewer(request, authenticator) });
    if (requires !== undefined && !holdsRole(viewer, requires))
      throw new AppError('FORBIDDEN', `This requires the role ${requires}.`);
    return viewer;
  };
}

/** @throws AppError BAD_USER_INPUT if the header is malformed, SERVICE_UNAVAILABLE if revocations are unknown */
export function readViewer(request: FastifyRequest, authenticator: Authenticator): Viewer {
  return authenticator.authenticate(readCredential(request));
}

/** Reads the token of a request, wherever it is. */
export function bearerOf(request: FastifyRequest): BearerCredential {
  return readBearer(headerValues(request.raw, 'authorization'), request.url);
}

/** @throws AppError BAD_USER_INPUT if the request violates RFC 6750 */
export function readCredential(request: FastifyRequest): Parameters<Authenticator['authenticate']>[0] {
  const credential = bearerOf(request);
  if (credential.kind === 'malformed') throw new AppError('BAD_USER_INPUT', credential.message);
  return credential;
}
