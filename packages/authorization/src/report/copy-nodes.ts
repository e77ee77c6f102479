import type { ASTNode, DocumentNode } from 'graphql';

/** A document's copy, and the node of the document for each node of the copy. */
export interface DocumentCopy {
  readonly document: DocumentNode;
  readonly originals: ReadonlyMap<ASTNode, ASTNode>;
}

/**
 * Copies a document without its locations.
 *
 * graphql-js counts the lines of the source for each location of each error, but not for nodes without a location.
 */
export function copyWithoutLocations(document: DocumentNode): DocumentCopy {
  const originals = new Map<ASTNode, ASTNode>();
  return { document: copyOf(document) as DocumentNode, originals };

  function copyOf(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(copyOf);
    const copy: Record<string, unknown> = {};
    const members = value as Readonly<Record<string, unknown>>;
    for (const name in members) if (name !== 'loc') copy[name] = copyOf(members[name]);
    originals.set(copy as unknown as ASTNode, value as ASTNode);
    return copy;
  }
}
