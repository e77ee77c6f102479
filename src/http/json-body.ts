import type { FastifyInstance, FastifyRequest } from 'fastify';

export const bodyLimitBytes = 128 * 1024;
/** Deeper than any input of a real schema, and shallow enough for recursive functions. */
export const maxNesting = 100;
const utf8Parameter = /;\s*charset="?utf-?8"?\s*(?=;|$)/gi;

/** Accepts only JSON in UTF-8 (RFC 8259 §8.1); the response to any other body is 415. */
export function registerJsonBody(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    const problem = bodyProblem(request, text);
    if (problem) done(problem);
    else void parseJson(request, text, done);
  });
}

function bodyProblem(request: FastifyRequest, text: string): Error | null {
  if (!isPlainUtf8(request)) return httpError(415, 'The body must be JSON in UTF-8, not compressed.');
  if (!isNestedDeeper(text, maxNesting)) return null;
  return httpError(400, `The body is nested more than ${maxNesting} levels deep.`);
}

function isPlainUtf8({ headers }: FastifyRequest): boolean {
  const type = (headers['content-type'] ?? '').replace(utf8Parameter, '');
  const encoding = headers['content-encoding'] ?? 'identity';
  return !/;\s*charset/i.test(type) && encoding.toLowerCase() === 'identity';
}

const [openBracket, backslash, closeBracket] = [0x5b, 0x5c, 0x5d];
const [quote, openBrace, closeBrace] = [0x22, 0x7b, 0x7d];

/** Whether a JSON text, well-formed or not, nests brackets more than `limit` levels deep. */
export function isNestedDeeper(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) inString = !inString;
    else if (inString) index += code === backslash ? 1 : 0;
    else if (code === openBracket || code === openBrace) depth += 1;
    else if (code === closeBracket || code === closeBrace) depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

function httpError(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
