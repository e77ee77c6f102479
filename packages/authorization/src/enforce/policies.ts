import type { RowFilter } from '../policy/row-filter.js';
import type { Access } from './access.js';
import { batchOf } from './batch.js';
import type { Enforcement } from './enforcement.js';
import { withTimeLimit } from './time-limit.js';
import type { Viewer } from './viewer.js';

/**
 * Decides for distinct objects whether the viewer may use them, in the same order. Any value other than `true` denies.
 *
 * Called once for all rows of a list. On a root field the object is the field's arguments. An error that it throws denies,
 * and remains that error.
 *
 * @example
 * ```ts
 * const isOpen: PolicyFunction<Context> = (issues) => issues.map(({ state }) => state === 'OPEN');
 * ```
 */
export type PolicyFunction<TContext = unknown> = (
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the rows of any type
  objects: readonly any[],
  viewer: Viewer,
  context: TContext,
) => readonly boolean[] | PromiseLike<readonly boolean[]>;

/**
 * A named rule in code, for `@auth(policy:)`: a function, or a function and the filter that selects the same rows.
 *
 * @example
 * ```ts
 * const isOpen: PolicyDefinition<Context> = {
 *   check: (issues) => issues.map(({ state }) => state === 'OPEN'),
 *   filter: () => ({ field: 'state', in: ['OPEN'] }),
 * };
 * ```
 */
export type PolicyDefinition<TContext = unknown> =
  | PolicyFunction<TContext>
  | {
      readonly check: PolicyFunction<TContext>;
      /** For `rowFilter`, which throws without it. */
      readonly filter?: (viewer: Viewer, context: TContext) => RowFilter;
    };

/** An object that a policy decides about. Arguments are new objects in each call, so their field's node identifies them. */
export interface Subject {
  readonly object: unknown;
  readonly identity: unknown;
}

/** Whether a policy passes for an object, in one call for all objects that are decided at the same time. */
export function checkPolicy(
  enforcement: Enforcement,
  access: Access,
  name: string,
  subject: Subject,
  context: unknown,
): Promise<boolean> {
  const batch = batchOf<Subject, boolean>(access, `policy ${name}`, () => ({
    run: (subjects) => callPolicy(enforcement, access, name, subjects, context),
    identify: ({ identity }) => identity,
  }));
  return batch.load(subject);
}

async function callPolicy(
  { policies, timeLimit }: Enforcement,
  { viewer }: Access,
  name: string,
  subjects: readonly Subject[],
  context: unknown,
): Promise<readonly boolean[]> {
  const policy = policies.get(name);
  if (!policy || !viewer) return subjects.map(() => false);
  const objects = subjects.map(({ object }) => object);
  const called = Promise.resolve(checkOf(policy)(objects, viewer, context));
  const results: unknown = await withTimeLimit(called, timeLimit, `The policy "${name}"`);
  if (!Array.isArray(results) || results.length !== objects.length) {
    const found = Array.isArray(results) ? `${results.length} results` : describe(results);
    throw new TypeError(
      `The policy "${name}" must return an array with one boolean for each of ${objects.length} objects, in their order. It returned ${found}.`,
    );
  }
  return results.map((result) => result === true);
}

export function checkOf(policy: PolicyDefinition): PolicyFunction {
  return typeof policy === 'function' ? policy : policy.check;
}

function describe(value: unknown): string {
  return value === null ? 'null' : `a value of type ${typeof value}`;
}
