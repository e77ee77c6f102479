import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A file in memory, ready to be sent. */
export interface StaticFile {
  readonly contentType: string;
  readonly content: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
}

export function toStaticFile(content: Buffer, contentType: string): StaticFile {
  return {
    contentType,
    content,
    gzipped: gzipSync(content),
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
  };
}

/** Sends a file, compressed for clients that accept gzip, or 304 if the client has it already. */
export function sendStaticFile(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { contentType, content, gzipped, etag }: StaticFile,
): FastifyReply {
  void reply.headers({ 'content-type': contentType, etag, vary: 'Accept-Encoding' });
  if (headers['if-none-match'] === etag) return reply.code(304).send();
  if (!headers['accept-encoding']?.includes('gzip')) return reply.send(content);
  return reply.header('content-encoding', 'gzip').send(gzipped);
}
