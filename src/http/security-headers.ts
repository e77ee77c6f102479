import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Security headers on every answer; pages that need more say so themselves with `allowOnPage`. */
export async function registerSecurityHeaders(server: FastifyInstance): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // The API is there for other origins; which ones is CORS' to say.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** Replaces the policy that allows nothing by one that a page can work under. */
export function allowOnPage(reply: FastifyReply, directives: Readonly<Record<string, string>>): void {
  const policy = { 'base-uri': "'none'", 'object-src': "'none'", 'frame-ancestors': "'none'", ...directives };
  const text = Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
  void reply.header('content-security-policy', text);
}
