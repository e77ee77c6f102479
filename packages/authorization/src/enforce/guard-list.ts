import { type GraphQLOutputType, type GraphQLResolveInfo, isListType, isNonNullType } from 'graphql';
import type { Resolver } from './enforcement.js';
import { isThenable } from './is-thenable.js';
import { collect, isAsyncIterable, isIterable } from './iterables.js';
import { ListItem } from './list-item.js';
import { markHandled } from './mark-handled.js';

/**
 * A list resolver whose items never throw while the executor completes them.
 *
 * When a non-null item throws, graphql-js 16 and `@graphql-tools/executor` drop the promises of the preceding items. If
 * one of these is a denial, the unhandled rejection ends the Node process.
 */
export function guardList(type: GraphQLOutputType, resolve: Resolver): Resolver {
  return (source, args, context, info) =>
    withSafeItems(type, resolve(source, args, context, info), isStreamed(info));
}

function withSafeItems(type: GraphQLOutputType, value: unknown, isStream: boolean): unknown {
  if (isNonNullType(type)) return withSafeItems(type.ofType, value, isStream);
  if (!isListType(type)) return value;
  if (isThenable(value))
    return markHandled(Promise.resolve(value).then((settled) => withSafeItems(type, settled, isStream)));
  if (isIterable(value)) return Array.from(value, (item) => safeItem(type.ofType, item));
  // Executors that support asynchronous lists drop the promises of the first items while they wait for the next.
  if (isAsyncIterable(value) && !isStream) {
    return collect(value).then((items) => withSafeItems(type, items, isStream));
  }
  return value;
}

function safeItem(type: GraphQLOutputType, item: unknown): unknown {
  const value = withSafeItems(type, item, false);
  return isNonNullType(type) && !isThenable(value) ? new ListItem(value) : value;
}

/** With `@stream`, the executor handles each item separately. */
function isStreamed({ fieldNodes }: GraphQLResolveInfo): boolean {
  return fieldNodes.some(({ directives }) => directives?.some(({ name }) => name.value === 'stream'));
}
