import type { GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { GraphwardContext } from '../context.js';
import { responseHead } from './response-head.js';

type CompletedRequest = Pick<
  GraphQLRequestContextWillSendResponse<GraphwardContext>,
  'request' | 'response' | 'contextValue'
>;

/** Messages quote the request; this much is enough to recognise it. */
const maxMessageLength = 500;

/** Sets the response's status, headers and request ID. */
export function finishResponse({ request, response, contextValue }: CompletedRequest): void {
  if (response.body.kind !== 'single') return;
  const { singleResult } = response.body;
  if (!singleResult.errors) return;
  const head = responseHead(singleResult, request.http?.headers.get('accept'));
  if (head) {
    response.http.status = head.status;
    for (const [name, value] of head.headers) response.http.headers.set(name, value);
  }
  singleResult.errors = singleResult.errors.map((error) =>
    withRequestId(truncated(error), contextValue.origin.requestId),
  );
}

function truncated(error: GraphQLFormattedError): GraphQLFormattedError {
  if (error.message.length <= maxMessageLength) return error;
  return { ...error, message: `${error.message.slice(0, maxMessageLength)}…` };
}

function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  if (error.extensions?.code !== 'INTERNAL_SERVER_ERROR') return error;
  return { ...error, extensions: { ...error.extensions, requestId } };
}
