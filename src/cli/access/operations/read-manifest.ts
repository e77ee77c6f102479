import { Source } from 'graphql';
import { z } from 'zod';
import { readJsonFile } from '../access-file.js';

/** Apollo's generate-persisted-query-manifest. */
const apollo = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), name: z.string(), body: z.string() })),
});
/** GraphQL Code Generator's client preset: documents by hash. */
const clientPreset = z.record(z.string(), z.string());

/**
 * Reads a manifest of persisted operations. Each source is named after the file and the operation's ID.
 *
 * @throws Error that names the problem in the file
 */
export function readManifest(file: string): Source[] {
  const content = readJsonFile(file);
  const documents = isApollo(content)
    ? check(apollo, content, file).operations.map(({ id, body }) => [id, body] as const)
    : Object.entries(check(clientPreset, content, file));
  if (documents.length === 0) throw new Error(`${file} has no operations.`);
  return documents.map(([id, body]) => new Source(body, `${file}#${id}`));
}

function isApollo(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'operations' in content;
}

function check<T>(shape: z.ZodType<T>, content: unknown, file: string): T {
  const read = shape.safeParse(content);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const position = issue?.path.map((key) => JSON.stringify(key)).join(' ') ?? '';
  throw new Error(
    `${file} is not a manifest of persisted operations${position && ` at ${position}`}: ${issue?.message ?? 'unknown'}. ` +
      'Pass a folder of .graphql files, or the JSON of the client preset or of generate-persisted-query-manifest.',
  );
}
