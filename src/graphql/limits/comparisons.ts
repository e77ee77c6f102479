import { type DocumentNode, visit } from 'graphql';

/**
 * How many pairs of fields a document has that share a response key and have arguments or selections, at most.
 *
 * Validation compares the fields of one response key, each with each, and what is selected in them. Fields that can
 * never meet are counted, too: which of them meet depends on the fragments.
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
