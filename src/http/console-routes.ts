import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ConsoleFiles, readConsoleFiles } from './console-files.js';
import { sendNotFound } from './error-responses.js';
import { allowOnPage } from './response-headers.js';
import { sendStaticFile, type StaticFile } from './static-file.js';

/** Where the server serves the console. All paths below it belong to the console. */
export const consolePath = '/console';

/** A path that the page's own router handles: words, and IDs. Names of files have a dot. */
const pagePath = /^[\w-]*(\/[\w-]+)*\/?$/;

/** `GET /console`: a page for users and administrators, from the package `@graphward/console`. */
export function registerConsole(server: FastifyInstance): void {
  let files: Promise<ConsoleFiles> | undefined;
  /** Reads the files on the first visit only. */
  const load = () => (files ??= readConsoleFiles());

  server.get(consolePath, async (request, reply) => sendPage(request, reply, await load()));
  server.get<{ Params: { '*': string } }>(`${consolePath}/*`, async (request, reply) => {
    const { page, assets } = await load();
    const path = request.params['*'];
    const asset = path.startsWith('assets/') ? assets.get(path.slice('assets/'.length)) : undefined;
    if (asset) return sendAsset(request, reply, asset);
    if (path.startsWith('assets/') || !pagePath.test(path)) return sendNotFound(reply);
    return sendPage(request, reply, { page, assets });
  });
}

function sendPage(request: FastifyRequest, reply: FastifyReply, { page }: ConsoleFiles): FastifyReply {
  allowOnPage(reply, {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    // The QR code of a second factor is an SVG document in a response.
    'img-src': 'data:',
    'connect-src': "'self'",
    'form-action': "'none'",
    'require-trusted-types-for': "'script'",
  });
  void reply.header('cache-control', 'no-cache');
  return sendFile(request, reply, page);
}

/** The name of an asset contains a hash of its content. */
function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: StaticFile): FastifyReply {
  void reply.header('cache-control', 'public, max-age=31536000, immutable');
  return sendFile(request, reply, asset);
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: StaticFile): FastifyReply {
  void reply.header('cross-origin-resource-policy', 'same-origin');
  return sendStaticFile(request, reply, file);
}
