import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode } from '../../errors/index.js';
import type { Logger } from '../../observability/logger.js';
import type { Services, ServiceToken } from '../../services/index.js';
import { pathsBelowIssuer } from '../below-issuer.js';
import { headerValues } from '../header-values.js';
import { originOf } from '../request-context.js';
import { OAuthError } from './oauth-error.js';
import { readTokenRequest } from './read-token-request.js';

export interface TokenRouteOptions {
  readonly apiKeys: Pick<Services['apiKeys'], 'exchange'>;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly log: Logger;
  readonly issuer: string;
}

export const tokenPath = '/token';
const bodyLimitBytes = 8 * 1024;
const formType = 'application/x-www-form-urlencoded';

/** `POST /token`: exchanges an API key for an access token (RFC 6749 §4.4, client credentials). */
export async function registerTokenRoute(server: FastifyInstance, options: TokenRouteOptions): Promise<void> {
  // In a scope of its own, because only this route accepts forms and has errors of this shape.
  await server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<string>(formType, { parseAs: 'string' }, (_request, form, parsed) =>
      parsed(null, form),
    );
    scope.setErrorHandler<FastifyError>((error, request, reply) => {
      void sendError(reply, oauthErrorOf(error, request, options), error);
    });
    for (const path of pathsBelowIssuer(options.issuer, tokenPath)) addRoutes(scope, path, options);
    done();
  });
}

function addRoutes(scope: FastifyInstance, url: string, { apiKeys }: TokenRouteOptions): void {
  scope.post<{ Body: string | undefined }>(url, { bodyLimit: bodyLimitBytes }, async (request, reply) => {
    const authorization = headerValues(request.raw, 'authorization');
    const tokenRequest = readTokenRequest({ url: request.url, authorization, form: request.body ?? '' });
    const token = await apiKeys.exchange(tokenRequest, originOf(request));
    return reply.header('pragma', 'no-cache').send(responseOf(token));
  });
  scope.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url,
    handler: (_request, reply) => {
      void reply.header('allow', 'POST');
      throw new OAuthError('invalid_request', 'Request a token with POST.', 405);
    },
  });
}

/** RFC 6749 §5.1. */
function responseOf({ accessToken, lifetimeSeconds, scopes }: ServiceToken) {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: lifetimeSeconds,
    ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
  };
}

function sendError(reply: FastifyReply, { code, message, status }: OAuthError, cause: unknown): FastifyReply {
  // Whichever way the client authenticated, because every 401 has a challenge (RFC 9110 §15.5.2).
  if (status === 401) void reply.header('www-authenticate', 'Basic realm="graphward", charset="UTF-8"');
  const retryAfter = cause instanceof AppError ? (cause.retryAfter ?? 1) : 1;
  if (status === 429 || status === 503) void reply.header('retry-after', String(retryAfter));
  return reply.code(status).header('pragma', 'no-cache').send({ error: code, error_description: message });
}

const errorsOf: Readonly<Partial<Record<ErrorCode, readonly [OAuthError['code'], number]>>> = {
  INVALID_CREDENTIALS: ['invalid_client', 401],
  BAD_USER_INPUT: ['invalid_scope', 400],
  RATE_LIMITED: ['temporarily_unavailable', 429],
  SERVICE_UNAVAILABLE: ['temporarily_unavailable', 503],
};

function oauthErrorOf(
  error: FastifyError | AppError | OAuthError,
  request: FastifyRequest,
  { isUnavailable, log }: TokenRouteOptions,
): OAuthError {
  if (error instanceof OAuthError) return error;
  const known = error instanceof AppError ? errorsOf[error.code] : undefined;
  if (known) return new OAuthError(known[0], error.message, known[1]);
  if (isUnavailable(error))
    return new OAuthError(
      'temporarily_unavailable',
      'The service is temporarily unavailable. Try again.',
      503,
    );
  const { statusCode = 500 } = error as FastifyError;
  if (statusCode < 500) {
    const message = `Send the parameters form-encoded (${formType}), at most ${bodyLimitBytes / 1024} KB.`;
    return new OAuthError('invalid_request', message, statusCode);
  }
  log.error({ err: error, requestId: request.id }, 'a request failed unexpectedly');
  return new OAuthError('server_error', 'Something went wrong on our side.', 500);
}
