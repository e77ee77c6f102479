import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { bodyLimitBytes } from './json-body.js';
import type { Logger } from '../observability/logger.js';

/** What leaves when a request does not get as far as the hooks that set headers. */
const headersBelowHooks = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** What to do about Fastify's own errors, which do not say it. */
const advice: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send the body as JSON, with the header content-type: application/json.',
  FST_ERR_CTP_BODY_TOO_LARGE: `The body is larger than ${bodyLimitBytes / 1024} KB.`,
};

/** Errors below GraphQL: bodies that are too large or no JSON, and bugs, which are masked. */
export function createErrorAnswer(log: Logger) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(badRequest(advice[error.code] ?? error.message));
    log.error({ err: error, requestId: request.id }, 'a request failed unexpectedly');
    const message = 'Something went wrong on our side.';
    return reply
      .code(status)
      .send(errorBody(message, { code: 'INTERNAL_SERVER_ERROR', requestId: request.id }));
  };
}

/** A URL that cannot be decoded, so that there is no route whose hooks would run. */
export function answerBadUrl(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .code(400)
    .headers({ ...headersBelowHooks, 'x-request-id': request.id })
    .send(badRequest('The URL cannot be decoded.'));
}

/** What Node's parser refuses: headers that are too large, requests that take too long or are no HTTP. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const status = statusOf(error.code);
    const body = JSON.stringify(badRequest(`${STATUS_CODES[status] ?? ''}.`));
    const headers = { ...headersBelowHooks, 'content-length': String(body.length), connection: 'close' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.write([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n'));
  }
  socket.destroy(error);
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

/** What a GraphQL client finds an error in, whatever it asked. */
export function errorBody(
  message: string,
  extensions: { readonly code: string; readonly requestId?: string },
) {
  return { errors: [{ message, extensions }] };
}

export function badRequest(message: string) {
  return errorBody(message, { code: 'BAD_REQUEST' });
}
