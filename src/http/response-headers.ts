import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';
import { corsHeaders } from './cors.js';

/** The headers that are the same on every response. */
export const constantHeaders: Readonly<Record<string, string>> = {
  ...securityHeaders(),
  // Responses contain tokens and protected data, which no cache may store (RFC 6749 §5.1).
  'cache-control': 'no-store',
  ...corsHeaders,
};

/** Helmet computes its headers per response, but none of them depends on the request. */
function securityHeaders(): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // CORS decides which other origins may read responses.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  setHeaders(request, response, (error) => {
    if (error) throw error instanceof Error ? error : new Error('Helmet failed.');
  });
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}

/**
 * Completes the head of every response that Fastify sends, except what the route has set. GraphQL responses bypass
 * Fastify and get the same headers from `headOf`.
 */
export function registerResponseHeaders(server: FastifyInstance, isClosing: () => boolean): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    const headers = { ...constantHeaders, ...variableHeaders(request, isClosing) };
    for (const [name, value] of Object.entries(headers))
      if (!reply.hasHeader(name)) void reply.header(name, value);
    done();
  });
}

function variableHeaders({ id }: FastifyRequest, isClosing: () => boolean): Record<string, string> {
  // A client that keeps its connection would delay the stop.
  return { 'x-request-id': id, ...(isClosing() ? { connection: 'close' } : {}) };
}

type HeaderValue = number | string | string[];

const constantList: readonly HeaderValue[] = Object.entries(constantHeaders).flat();

/**
 * The complete head of a response that bypasses Fastify: names and values in turn, as `writeHead` takes them without
 * further work. It includes what Fastify's hooks have set on the reply, such as CORS.
 *
 * @param more replaces headers of the same name; names in lower case
 */
export function headOf(
  reply: FastifyReply,
  more: Iterable<readonly [string, HeaderValue]>,
  isClosing: () => boolean,
): HeaderValue[] {
  const head = [...constantList];
  const set = (name: string, value: HeaderValue): void => {
    const at = head.indexOf(name);
    if (at >= 0 && at % 2 === 0) head[at + 1] = value;
    else head.push(name, value);
  };
  for (const [name, value] of Object.entries(variableHeaders(reply.request, isClosing))) set(name, value);
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) set(name, value);
  for (const [name, value] of more) set(name, value);
  return head;
}

/** Replaces the content security policy, which allows nothing, by one that allows a page's own resources. */
export function allowOnPage(reply: FastifyReply, directives: Readonly<Record<string, string>>): void {
  const policy = { 'base-uri': "'none'", 'object-src': "'none'", 'frame-ancestors': "'none'", ...directives };
  const text = Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
  void reply.header('content-security-policy', text);
}
