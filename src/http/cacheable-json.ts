import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface CacheableJson {
  readonly value: unknown;
  readonly contentType: string;
  readonly maxAgeSeconds: number;
}

/** Sends JSON with a strong `ETag`, or 304 if the client has it already (RFC 9110 §13.1.2). */
export function sendCacheableJson(
  request: FastifyRequest,
  reply: FastifyReply,
  { value, contentType, maxAgeSeconds }: CacheableJson,
): FastifyReply {
  const text = JSON.stringify(value);
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  reply.header('cache-control', `public, max-age=${maxAgeSeconds}`).header('etag', etag);
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.header('content-type', contentType).send(text);
}

/** Compares weakly: a proxy that compresses a response makes its ETag weak. */
function matches(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false;
  const tags = condition.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
