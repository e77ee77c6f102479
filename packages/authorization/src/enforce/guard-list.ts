import { type GraphQLOutputType, type GraphQLResolveInfo, isListType, isNonNullType } from 'graphql';
import type { Resolver } from './enforcement.js';
import { isThenable } from './is-thenable.js';
import { isAsyncIterable, isIterable } from './iterables.js';
import { ListItem } from './list-item.js';
import { markHandled } from './mark-handled.js';

/**
 * A resolver of a list in which no item can throw while the executor completes it.
 *
 * Where a non-null item throws, graphql-js 16 and `@graphql-tools/executor` forget the promises of the items before it.
 * If a denial is among these, Node ends the process because of an unhandled rejection.
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
  // Executors that know asynchronous lists forget the first items' promises while they wait for the next item.
  if (isAsyncIterable(value) && !isStream) {
    return collect(value).then((items) => withSafeItems(type, items, isStream));
  }
  return value;
}

function safeItem(type: GraphQLOutputType, item: unknown): unknown {
  const value = withSafeItems(type, item, false);
  return isNonNullType(type) && !isThenable(value) ? new ListItem(value) : value;
}

/** With `@stream` the executor handles each item by itself. */
function isStreamed({ fieldNodes }: GraphQLResolveInfo): boolean {
  return fieldNodes.some(({ directives }) => directives?.some(({ name }) => name.value === 'stream'));
}

async function collect(values: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const value of values) items.push(value);
  return items;
}
