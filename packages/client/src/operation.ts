import { isDenial, isRecord, type OperationError, readBody } from './operation-error.js';
import type { SessionError } from './session-error.js';
import { unreadable } from './transport.js';

/**
 * A GraphQL operation: its text, or a document of graphql-codegen or graphql-tag. The types of its data and variables come
 * from the document, if it has them.
 *
 * @example
 * ```ts
 * const query: Operation<{ me: { name: string } | null }, Record<string, never>> = '{ me { name } }';
 * ```
 */
export type Operation<Data = unknown, Variables = Record<string, unknown>> = (
  string | TextDocument | ParsedDocument
) &
  TypedOperation<Data, Variables>;

/**
 * How graphql-codegen's documents carry the types of their data and variables.
 *
 * @example
 * ```ts
 * type Me = TypedOperation<{ me: { name: string } | null }, Record<string, never>>;
 * ```
 */
export interface TypedOperation<Data, Variables> {
  __apiType?: (variables: Variables) => Data;
}

/**
 * The `TypedDocumentString` of graphql-codegen.
 *
 * @example
 * ```ts
 * const document: TextDocument = { toString: () => '{ me { name } }' };
 * ```
 */
export interface TextDocument {
  toString(): string;
}

/**
 * A parsed document that contains its source, as `gql` and `parse` return it.
 *
 * @example
 * ```ts
 * const document: ParsedDocument = parse('{ me { name } }');
 * ```
 */
export interface ParsedDocument {
  readonly kind: 'Document';
  readonly loc?: { readonly source: { readonly body: string } } | undefined;
}

/**
 * The result of one operation.
 *
 * @example
 * ```ts
 * const { data, denied } = await session.execute('{ me { name disabled } }');
 * // data: { me: { name: 'Alice', disabled: null } }, denied: [{ path: ['me', 'disabled'], code: 'FORBIDDEN', … }]
 * ```
 */
export interface OperationResult<Data> {
  readonly data: Data | null;
  readonly errors: readonly OperationError[];
  /** Those of `errors` that withhold a field from this viewer: the field is null, the rest of `data` is complete. */
  readonly denied: readonly OperationError[];
}

/** Returns the text of an operation. @throws TypeError if the document does not contain its source */
export function textOf(document: string | TextDocument | ParsedDocument): string {
  if (typeof document === 'string') return document;
  if (!('kind' in document)) return String(document);
  if (!document.loc)
    throw new TypeError('The document has no source. Pass text, or parse it with its location.');
  return document.loc.source.body;
}

/** Reads the response to an operation. @throws SessionError if it is not a GraphQL response */
export async function readResult<Data>(response: Response): Promise<OperationResult<Data>> {
  const body = await readBody(response);
  if (!body) throw unreadable(response) satisfies SessionError;
  const { data, errors } = body;
  return { data: isRecord(data) ? (data as Data) : null, errors, denied: errors.filter(isDenial) };
}
