import { createSideTable } from '../policy/side-table.js';
import type { Access } from './access.js';
import { AuthorizationError } from './authorization-error.js';
import { batchOf } from './batch.js';
import type { Enforcement } from './enforcement.js';
import { withTimeLimit } from './time-limit.js';

/**
 * Loads the objects with these distinct IDs, in the same order. Null stands for an object that does not exist.
 *
 * Called once per type for all objects that an operation identifies, and only where roles and scopes do not suffice.
 *
 * @example
 * ```ts
 * const loadDrafts: ObjectLoader<Context> = async (ids, { store }) => {
 *   const drafts = new Map((await store.find(ids)).map((draft) => [draft.id, draft]));
 *   return ids.map((id) => drafts.get(id) ?? null);
 * };
 * ```
 */
export type ObjectLoader<TContext = unknown> = (
  ids: readonly string[],
  context: TContext,
) => readonly (object | null | undefined)[] | PromiseLike<readonly (object | null | undefined)[]>;

type LoadedObject = object | null | undefined;

/** The objects that were loaded with a context, by type and ID. */
const loaded = createSideTable<object, Map<string, LoadedObject>>();

/**
 * Returns the object that `@auth(of:)` loaded to decide about an argument or input field; undefined if nothing was loaded,
 * because roles or scopes sufficed.
 *
 * The object may have changed since then. A write must repeat the condition, for example with `rowFilter`.
 *
 * @param id as the client sent it
 *
 * @example
 * ```ts
 * const draft = (loadedObject(context, 'Draft', id) as Draft | undefined) ?? (await store.draft(id));
 * ```
 */
export function loadedObject(context: unknown, type: string, id: string | number): object | undefined {
  return loaded.get(context)?.get(keyOf(type, String(id))) ?? undefined;
}

/** Loads an object once per execution, together with all others of its type that are needed at the same time. */
export function loadObject(
  enforcement: Enforcement,
  access: Access,
  type: string,
  id: string,
  context: unknown,
): Promise<LoadedObject> {
  const batch = batchOf<string, LoadedObject>(access, `object ${type}`, () => {
    let count = 0;
    return {
      run: (ids) => {
        count += ids.length;
        requireWithinLimit(enforcement, count, type);
        return callLoader(enforcement, type, ids, context);
      },
    };
  });
  return batch.load(id);
}

/** @throws AuthorizationError */
export function requireWithinLimit({ maxObjects }: Enforcement, count: number, type: string): void {
  if (count <= maxObjects) return;
  const message = `The operation identifies more than ${maxObjects} objects of type ${type}. Send several operations.`;
  throw new AuthorizationError('QUERY_TOO_COMPLEX', message);
}

async function callLoader(
  { objects, timeLimit }: Enforcement,
  type: string,
  ids: readonly string[],
  context: unknown,
): Promise<readonly LoadedObject[]> {
  const load = objects.get(type);
  if (!load) throw new Error(`There is no loader for ${type}.`);
  const found: unknown = await withTimeLimit(
    Promise.resolve(load(ids, context)),
    timeLimit,
    `The loader for ${type}`,
  );
  requireOrder(type, ids, found);
  const error = found.find((each) => each instanceof Error);
  if (error) throw error;
  remember(type, ids, found, context);
  return found;
}

/**
 * Another length or order would attach one object's decision to another. Only objects that have the ID of another requested
 * one are proof of another order: a loader may take IDs that are not the object's `id`, such as a name in a URL.
 */
function requireOrder(
  type: string,
  ids: readonly string[],
  found: unknown,
): asserts found is readonly LoadedObject[] {
  const contract = `The loader for ${type} must return an array with an object or null for each ID, in their order.`;
  if (!Array.isArray(found)) throw new TypeError(`${contract} It returned no array.`);
  if (found.length !== ids.length)
    throw new TypeError(`${contract} It returned ${found.length} for ${ids.length} IDs.`);
  const requested = new Set(ids);
  for (const [index, object] of found.entries() as ArrayIterator<[number, unknown]>) {
    if (object === null || object === undefined) continue;
    if (typeof object !== 'object') throw new TypeError(`${contract} It returned a ${typeof object}.`);
    const id = String((object as { id?: unknown }).id);
    if (id !== ids[index] && requested.has(id)) throw new TypeError(`${contract} Their order differs.`);
  }
}

function remember(
  type: string,
  ids: readonly string[],
  found: readonly LoadedObject[],
  context: unknown,
): void {
  if (typeof context !== 'object' || context === null) return;
  const table = loaded.get(context) ?? new Map<string, LoadedObject>();
  loaded.set(context, table);
  for (const [index, id] of ids.entries()) table.set(keyOf(type, id), found[index]);
}

function keyOf(type: string, id: string): string {
  return `${type} ${id}`;
}
