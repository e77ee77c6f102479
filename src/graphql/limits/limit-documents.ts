import type { GraphQLRequestContextDidResolveSource } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import type { GraphwardContext } from '../../context.js';
import { AppError } from '../../errors/index.js';
import { createDocumentStore } from './document-store.js';
import { createIntrospectionCost, type IntrospectionCost } from './introspection-cost.js';
import { documentProblem, type QueryLimits } from './query-limits.js';
import { tokenProblem } from './token-limits.js';

/** Limits on the documents that Apollo Server executes, and the store in which it keeps them. */
export interface DocumentLimits {
  /** Checks a request's document, before Apollo Server parses it. */
  readonly check: (request: CheckedRequest) => void;
  /** @throws AppError QUERY_TOO_COMPLEX if the document that was checked exceeds a limit */
  readonly requireWithinLimits: (request: CheckedRequest) => void;
  /** Apollo Server's `documentStore`. */
  readonly store: {
    get(key: string): Promise<DocumentNode | undefined>;
    set(key: string, document: DocumentNode): Promise<void>;
    delete(key: string): Promise<boolean>;
  };
}

const problemOfRequest = Symbol('the limit that the document exceeds');

/** A request, with the problem of its document once `check` has found one. */
type CheckedRequest = Pick<
  GraphQLRequestContextDidResolveSource<GraphwardContext>,
  'source' | 'queryHash'
> & { [problemOfRequest]?: string };

/** Stands in for a rejected document, so that Apollo Server does not parse or validate it. */
const rejectedDocument = parse('{ __typename }');
const hashLength = 64;

/**
 * Rejects documents that are too large to validate or execute, before Apollo Server parses them.
 *
 * The limits apply to the source that Apollo Server resolved, however the client sent it. The hook that receives it,
 * `didResolveSource`, cannot reject, so the store returns a substitute document and `didResolveOperation` rejects. Only
 * the problem's text is stored, because an error would retain its stack and the request.
 *
 * The request keeps its problem, because the store may evict it meanwhile. A WeakMap from requests to problems would keep
 * the requests in memory until the next full collection (docs/performance.md).
 */
export function limitDocuments(schema: GraphQLSchema, limits: QueryLimits): DocumentLimits {
  const known = createDocumentStore();
  const introspection = createIntrospectionCost(schema);

  function problemOf(hash: string, source: string): string | null {
    const found = known.get(hash);
    if (found) return 'problem' in found ? found.problem : null;
    const problem = sourceProblem(source, limits, introspection);
    if (problem !== null) known.set(hash, { problem });
    return problem;
  }

  return {
    check: (request) => {
      const problem = problemOf(request.queryHash, request.source);
      if (problem !== null) request[problemOfRequest] = problem;
    },
    requireWithinLimits: (request) => {
      const problem = request[problemOfRequest];
      if (problem !== undefined) throw new AppError('QUERY_TOO_COMPLEX', problem);
    },
    store: {
      get: (key) => {
        const found = known.get(hashOf(key));
        return Promise.resolve(found && ('problem' in found ? rejectedDocument : found.document));
      },
      set: (key, document) => {
        known.set(hashOf(key), { document });
        return Promise.resolve();
      },
      delete: (key) => Promise.resolve(known.delete(hashOf(key))),
    },
  };
}

/** Describes the limit that a query exceeds; null if none. Syntax errors are left to the server's own parser. */
export function sourceProblem(
  source: string,
  limits: QueryLimits,
  introspection: IntrospectionCost,
): string | null {
  const problem = tokenProblem(source, limits);
  if (problem !== null) return problem;
  const document = parseOrNull(source);
  return document && documentProblem(document, limits, introspection);
}

function parseOrNull(source: string): DocumentNode | null {
  try {
    return parse(source, { noLocation: true });
  } catch {
    return null;
  }
}

/** Apollo Server's key consists of a schema-dependent prefix and the SHA-256 of the source. */
function hashOf(key: string): string {
  return key.slice(-hashLength);
}
