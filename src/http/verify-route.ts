import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/index.js';
import { isScopeToken } from '../identity/granted-claims.js';
import { requireUser } from '../identity/require-user.js';
import type { UserViewer } from '../identity/viewer.js';
import type { SecurityEvents } from '../observability/security-events.js';
import { readViewer, type RequestAuthentication } from './authenticate-request.js';
import { sendBadRequest } from './error-responses.js';
import { identityHeaders } from './identity-headers.js';
import { queryStringProblem } from './query-string-problem.js';
import { readParameters } from './read-parameters.js';
import { originOf } from './request-context.js';

export interface VerifyRouteOptions extends RequestAuthentication {
  readonly roleNames: readonly string[];
  readonly events: Pick<SecurityEvents, 'note'>;
}

/** What a gateway requires of a viewer: any of the roles, and all of the scopes. */
interface Requirement {
  readonly roles: readonly string[] | null;
  readonly scopes: readonly string[];
}

const path = '/verify';

/**
 * `GET /verify?role=EDITOR,AUTHOR&scope=a%20b`, for the authentication subrequests of gateways: 204 and the viewer in
 * headers if the request's token is valid and meets the requirement. Sends no database command.
 *
 * Each parameter may occur once. A gateway that appends its client's query string to its own then gets 400, so a client
 * can never choose the requirement.
 */
export function registerVerifyRoute(server: FastifyInstance, options: VerifyRouteOptions): void {
  const { authenticator, holdsRole, roleNames, events } = options;

  function meets(viewer: UserViewer, { roles, scopes }: Requirement): boolean {
    const hasRole = roles === null || roles.some((role) => holdsRole(viewer, role));
    return hasRole && scopes.every((scope) => viewer.scopes.includes(scope));
  }

  server.get(path, (request, reply) => {
    const viewer = requireUser({ viewer: readViewer(request, authenticator) });
    const requirement = readRequirement(request, roleNames);
    if (!meets(viewer, requirement)) {
      events.note(denialOf(viewer, request));
      void reply.header('www-authenticate', challengeFor(requirement));
      throw new AppError('FORBIDDEN', 'The access token lacks a required role or scope.');
    }
    const roles = roleNames.filter((role) => holdsRole(viewer, role));
    return reply.code(204).headers(identityHeaders(viewer, roles)).send();
  });

  // CORS would answer OPTIONS with 204, which a gateway that sends its client's method takes for permission.
  server.route({
    method: ['OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: path,
    handler: (_request, reply) =>
      sendBadRequest(reply.header('allow', 'GET, HEAD'), `Send requests to ${path} with GET.`, 405),
  });
}

/** @throws AppError BAD_USER_INPUT if the query string is not exactly what the gateway's configuration should contain */
function readRequirement({ url }: FastifyRequest, roleNames: readonly string[]): Requirement {
  const start = url.indexOf('?');
  const search = start < 0 ? '' : url.slice(start);
  const problem = queryStringProblem(search);
  if (problem !== null) throw badRequest(problem);
  const { values, hasUnknown, hasRepeated } = readParameters(search, ['role', 'scope']);
  if (hasUnknown) throw badRequest(`${path} accepts only the parameters role and scope.`);
  if (hasRepeated)
    throw badRequest(
      'Send each parameter once: roles separated by commas (any of them), scopes by spaces (all of them).',
    );
  const { role, scope } = values;
  const roles = role?.split(',') ?? null;
  if (roles?.some((name) => !roleNames.includes(name)))
    throw badRequest('The parameter role must name roles of the schema, separated by commas.');
  const scopes = scope?.split(' ') ?? [];
  if (!scopes.every(isScopeToken))
    throw badRequest('The parameter scope must contain scopes, separated by single spaces.');
  return { roles, scopes };
}

function badRequest(message: string): AppError {
  return new AppError('BAD_USER_INPUT', message);
}

/** RFC 6750 §3.1. The scopes have been checked, so they contain no quotes. */
function challengeFor({ scopes }: Requirement): string {
  const scope = scopes.length > 0 ? `, scope="${scopes.join(' ')}"` : '';
  return `Bearer error="insufficient_scope"${scope}`;
}

/** Without the requirement, because anybody who has a token can send any. */
function denialOf({ id, sessionId }: UserViewer, request: FastifyRequest) {
  return {
    type: 'access_denied',
    outcome: 'FORBIDDEN',
    origin: originOf(request),
    userId: id,
    sessionId,
    details: { coordinate: path, count: 1 },
  } as const;
}
