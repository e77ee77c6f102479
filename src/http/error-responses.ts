import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode } from '../errors/index.js';
import { internalError, unavailable } from '../graphql/format-error.js';
import type { Logger } from '../observability/logger.js';
import { bodyLimitBytes } from './json-body.js';
import { constantHeaders } from './response-headers.js';

/** Headers of responses to requests that fail before the hooks that set them. */
const fallbackHeaders = { 'content-type': 'application/json; charset=utf-8', ...constantHeaders };

/** Instructions in place of Fastify's own messages, which give none. */
const advice: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send the body as JSON, with the header content-type: application/json.',
  FST_ERR_CTP_BODY_TOO_LARGE: `The body is larger than ${bodyLimitBytes / 1024} KB.`,
};

/** The HTTP status of an error that a route of a module throws. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  UNAUTHENTICATED: 401,
  REAUTHENTICATION_REQUIRED: 401,
  INVALID_CREDENTIALS: 401,
  INVALID_REFRESH_TOKEN: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  QUERY_TOO_COMPLEX: 400,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  SERVICE_UNAVAILABLE: 503,
};

/**
 * Handles errors outside GraphQL: rejected bodies, errors that a route throws for the client, and bugs, which are logged
 * and masked.
 */
export function createErrorHandler(log: Logger, isUnavailable: (error: unknown) => boolean) {
  return (error: FastifyError | AppError, request: FastifyRequest, reply: FastifyReply) => {
    if (isUnavailable(error)) return sendAppError(reply, unavailable(), 503);
    if (error instanceof AppError && statuses[error.code] !== undefined)
      return sendAppError(reply, error, statuses[error.code]);
    return sendOtherError(error, request, reply);
  };

  function sendOtherError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
    const status = error.statusCode ?? 500;
    if (status < 500) return sendBadRequest(reply, advice[error.code] ?? error.message, status);
    log.error({ err: error, requestId: request.id }, 'a request failed unexpectedly');
    const { message, extensions } = internalError();
    return reply.code(status).send(errorBody(message, { ...extensions, requestId: request.id }));
  }
}

function sendAppError(reply: FastifyReply, error: AppError, status = 500): FastifyReply {
  const { message, extensions, retryAfter = 1 } = error;
  if (status === 401) {
    const isMissing = extensions.reason === 'TOKEN_MISSING';
    void reply.header('www-authenticate', isMissing ? 'Bearer' : 'Bearer error="invalid_token"');
  }
  if (status === 429 || status === 503) void reply.header('retry-after', String(retryAfter));
  return reply.code(status).send(errorBody(message, extensions));
}

export function sendBadRequest(reply: FastifyReply, message: string, status = 400): FastifyReply {
  return reply.code(status).send(badRequest(message));
}

export function sendNotFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).send(errorBody('Not found.', { code: 'NOT_FOUND' }));
}

/** Responds to a URL that cannot be decoded. It matches no route, so no hook runs. */
export function rejectUndecodableUrl(
  _error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  void reply.headers({ ...fallbackHeaders, 'x-request-id': request.id });
  void sendBadRequest(reply, 'The URL cannot be decoded.');
}

/** Responds to what Node's parser rejects: oversized headers, requests that take too long, and invalid HTTP. */
export function rejectUnparsableRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const status = statusOf(error.code);
    const body = JSON.stringify(badRequest(`${STATUS_CODES[status] ?? ''}.`));
    const headers = { ...fallbackHeaders, 'content-length': String(body.length), connection: 'close' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.write([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n'));
  }
  socket.destroy(error);
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

function badRequest(message: string) {
  return errorBody(message, { code: 'BAD_REQUEST' });
}

/** The shape in which GraphQL clients expect an error, on every route. */
function errorBody(message: string, extensions: Readonly<Record<string, unknown>>) {
  return { errors: [{ message, extensions }] };
}
