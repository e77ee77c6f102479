import { GraphQLSchema } from 'graphql';

/**
 * Why a schema cannot be read: it comes from another copy of graphql, whose types this copy does not recognize.
 * Null if it can be read.
 */
export function foreignSchemaProblem(schema: unknown): string | null {
  if (schema instanceof GraphQLSchema) return null;
  const { toConfig } = (schema ?? {}) as { toConfig?: unknown };
  if (typeof toConfig !== 'function') return 'This is not a GraphQLSchema.';
  // eslint-disable-next-line @typescript-eslint/unbound-method -- only to find its file
  const [ours, theirs] = [fileOf(GraphQLSchema.prototype.toConfig), fileOf(toConfig)];
  return (
    `The schema was made with ${theirs}, but @graphward/authorization uses ${ours}. ` +
    'Keep one copy of graphql: `npm ls graphql` shows where each comes from.'
  );
}

/** The file of a method: without a `this`, it throws, and the first line of the stack names the file. */
function fileOf(method: unknown): string {
  try {
    (method as () => unknown)();
  } catch (error) {
    const [, frame] = String((error as Error).stack).split(/\n\s+at /);
    const file = frame && /((?:file:\/\/)?[^\s(]+?):\d+:\d+\)?$/.exec(frame)?.[1];
    if (file) return `the graphql of ${file}`;
  }
  return 'another copy of graphql';
}
