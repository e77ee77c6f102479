import { type DocumentNode, visit } from 'graphql';

/**
 * Counts the pairs of fields that share a response key and have arguments or selections.
 *
 * Validation compares each pair of fields with the same response key, and their selections. This is an upper bound: it
 * includes fields that never appear in the same selection, because that depends on the fragments.
 */
export function comparisonsIn(document: DocumentNode): number {
  const fields = new Map<string, number>();
  let pairs = 0;
  visit(document, {
    Field: ({ name, alias, arguments: args, selectionSet }) => {
      if (!selectionSet && !args?.length) return;
      const key = (alias ?? name).value;
      const earlier = fields.get(key) ?? 0;
      pairs += earlier;
      fields.set(key, earlier + 1);
    },
  });
  return pairs;
}
