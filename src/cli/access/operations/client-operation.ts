import type { DocumentNode, OperationTypeNode } from 'graphql';

/** An operation that clients send. */
export interface KnownOperation {
  /** Null for an anonymous operation. */
  readonly name: string | null;
  readonly kind: OperationTypeNode;
  /** `file:line` */
  readonly location: string;
  /** The operation and the fragments that it uses. */
  readonly document: DocumentNode;
}

/** An operation that the server would reject, or a document that cannot be parsed. */
export interface InvalidOperation {
  /** Null for an anonymous operation and for a document. */
  readonly name: string | null;
  readonly location: string;
  /** Each starts with its own location, if it has one. */
  readonly errors: readonly string[];
}
