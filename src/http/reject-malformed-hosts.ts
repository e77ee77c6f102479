import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendBadRequest } from './error-responses.js';
import { headerValues } from './header-values.js';
import { parseUrl } from './parse-url.js';

/** A name, an IPv4 address or an IPv6 address in brackets, with an optional port (RFC 3986 §3.2.2); no userinfo. */
const hostAndPort = /^(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/**
 * Responds with 400 to requests without a host, with several, or with a malformed one (RFC 9112 §3.2), on every route.
 * With a trusted proxy, it also checks the forwarded host and scheme.
 */
export function rejectMalformedHosts(server: FastifyInstance): void {
  const isWellFormed = createHostCheck();
  server.addHook('onRequest', (request, reply, done) => {
    const problem = hostProblem(request, isWellFormed);
    if (problem === null) done();
    else void sendBadRequest(reply, problem);
  });
}

function hostProblem(
  { raw, protocol, host }: FastifyRequest,
  isWellFormed: (host: string) => boolean,
): string | null {
  const hosts = headerValues(raw, 'host');
  if (hosts.length > 1) return 'The request has more than one Host header. Send one.';
  // HTTP/1.0 has no Host header, and health checks still use it.
  if (hosts.length === 0 && raw.httpVersion === '1.0' && host === '') return null;
  if (![hosts[0] ?? host, host].every(isWellFormed)) return 'The Host header is malformed.';
  return /^https?$/.test(protocol) ? null : 'The X-Forwarded-Proto header is malformed.';
}

/** Remembers the last well-formed host, because nearly all requests name the same one. */
function createHostCheck(): (host: string) => boolean {
  let known: string | undefined;
  return (host) => {
    if (host === known) return true;
    if (!hostAndPort.test(host) || parseUrl(`http://${host}/`) === null) return false;
    known = host;
    return true;
  };
}
