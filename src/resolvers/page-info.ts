/** A page of a connection, as services return it. */
export interface Page<Item> {
  readonly cursorOf: (item: Item) => string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** The edges of a connection. */
export function edgesOf<Item>(items: readonly Item[], { cursorOf }: Pick<Page<Item>, 'cursorOf'>) {
  return items.map((node) => ({ node, cursor: cursorOf(node) }));
}

/** The `PageInfo` of a connection. */
export function pageInfoOf<Item>(items: readonly Item[], page: Page<Item>) {
  const { cursorOf, hasNextPage, hasPreviousPage } = page;
  const [first, last] = [items.at(0), items.at(-1)];
  return {
    hasNextPage,
    hasPreviousPage,
    startCursor: first ? cursorOf(first) : null,
    endCursor: last ? cursorOf(last) : null,
  };
}
