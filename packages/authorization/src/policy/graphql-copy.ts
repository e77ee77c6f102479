import { GraphQLSchema } from 'graphql';

/**
 * Why a schema cannot be read: it comes from another copy of graphql than ours, whose types this copy does not
 * recognize. Null if it can.
 */
export function foreignSchemaProblem(schema: unknown): string | null {
  if (schema instanceof GraphQLSchema) return null;
  const { toConfig } = (schema ?? {}) as { toConfig?: unknown };
  if (typeof toConfig !== 'function') return 'This is not a GraphQLSchema.';
  // eslint-disable-next-line @typescript-eslint/unbound-method -- only to learn which file it is from
  const [ours, theirs] = [fileOf(GraphQLSchema.prototype.toConfig), fileOf(toConfig)];
  return (
    `The schema was made with ${theirs}, but @graphward/authorization uses ${ours}. ` +
    'Keep one copy of graphql: `npm ls graphql` shows where each comes from.'
  );
}

/** The file of a method: without an object, it throws, and the first line of the stack says where. */
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
