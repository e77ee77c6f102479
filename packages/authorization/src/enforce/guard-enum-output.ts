import { type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import type { ProtectedValue } from '../operation/protected-values.js';
import { denialBeforeObjects } from '../policy/requirement.js';
import type { Access } from './access.js';
import { codeOf, type Denial } from './denial.js';
import { accessOf, type Enforcement, type Resolver } from './enforcement.js';
import { isThenable } from './is-thenable.js';
import { isAsyncIterable, isIterable } from './iterables.js';
import { markHandled } from './mark-handled.js';

/** A resolver that replaces enum values in its result that the viewer may not see with errors. */
export function guardEnumOutput(
  enforcement: Enforcement,
  type: GraphQLOutputType,
  values: ReadonlyMap<unknown, ProtectedValue>,
  resolve: Resolver,
): Resolver {
  return (source, args, context, info) => {
    const access = accessOf(enforcement, context, info);
    const denied = deniedValues(values, access);
    const result = resolve(source, args, context, info);
    if (denied.size === 0) return result;
    const check = (value: unknown): unknown => {
      const found = denied.get(value);
      // The executor reports an error value at the path of the value, and makes null what the specification says.
      return found ? enforcement.deny({ ...found, place: 'this value' }, context) : value;
    };
    return mapLeaves(type, result, check);
  };
}

function deniedValues(values: ReadonlyMap<unknown, ProtectedValue>, access: Access) {
  const denied = new Map<unknown, Omit<Denial, 'place'>>();
  for (const [value, { coordinate, requirement }] of values) {
    const cause = denialBeforeObjects(requirement, access);
    if (cause) denied.set(value, { ...codeOf(cause), coordinate });
  }
  return denied;
}

function mapLeaves(type: GraphQLOutputType, value: unknown, map: (value: unknown) => unknown): unknown {
  if (isThenable(value))
    return markHandled(Promise.resolve(value).then((settled) => mapLeaves(type, settled, map)));
  if (isNonNullType(type)) return mapLeaves(type.ofType, value, map);
  if (!isListType(type)) return map(value);
  const item = type.ofType;
  if (isIterable(value)) return Array.from(value, (each) => mapLeaves(item, each, map));
  return isAsyncIterable(value) ? mapAsync(value, (each) => mapLeaves(item, each, map)) : value;
}

async function* mapAsync(values: AsyncIterable<unknown>, map: (value: unknown) => unknown): AsyncGenerator {
  for await (const value of values) yield map(value);
}
