import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Sets security headers on every response. Pages relax their policy with `allowOnPage`. */
export async function registerSecurityHeaders(server: FastifyInstance): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // CORS decides which other origins may read responses.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** Replaces the content security policy, which allows nothing, by one that allows a page's own resources. */
export function allowOnPage(reply: FastifyReply, directives: Readonly<Record<string, string>>): void {
  const policy = { 'base-uri': "'none'", 'object-src': "'none'", 'frame-ancestors': "'none'", ...directives };
  const text = Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
  void reply.header('content-security-policy', text);
}
