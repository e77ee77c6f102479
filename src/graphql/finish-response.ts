import type { ApolloServerPlugin } from '@apollo/server';
import { denialOf } from '@graphward/authorization';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { GraphwardContext } from '../context.js';
import type { SecurityEvents } from '../observability/security-events.js';
import { type CodedError, isCodedError } from './coded-error.js';
import { createCoordinateFinder } from './error-coordinates.js';
import { rootOf } from './format-error.js';
import { logErrors } from './log-errors.js';
import { recordDenials } from './record-denials.js';
import { createQuoteDetector } from './request-text.js';
import { responseHead } from './response-head.js';

/** Messages quote the request; this much is enough to recognise it. */
const maxMessageLength = 500;
const denialCodes: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'REAUTHENTICATION_REQUIRED',
]);

/** Logs the errors without the client's text, and sets the response's status, headers and request ID. */
export function finishResponse(
  events: SecurityEvents,
  isUnavailable: (error: unknown) => boolean,
): ApolloServerPlugin<GraphwardContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, contextValue, schema, document, request }) => {
          const coordinateOf = createCoordinateFinder(schema, document);
          const denials: { coordinate: string | null; outcome: string }[] = [];
          const others: GraphQLError[] = [];
          for (const raised of errors) {
            const error = rootOf(raised);
            if (!isDenial(error)) others.push(raised);
            else {
              const coordinate = denialOf(error)?.coordinate ?? coordinateOf(raised);
              denials.push({ coordinate, outcome: outcomeOf(error) });
            }
          }
          recordDenials(denials, contextValue, events);
          logErrors(others, {
            log: contextValue.log,
            isUnavailable,
            coordinateOf,
            quotesRequest: createQuoteDetector({ document, variables: request.variables }),
          });
          return Promise.resolve();
        },
        willSendResponse: ({ request, response, contextValue }) => {
          if (response.body.kind !== 'single') return Promise.resolve();
          const { singleResult } = response.body;
          const head = responseHead(singleResult, request.http?.headers.get('accept'));
          if (head) {
            response.http.status = head.status;
            for (const [name, value] of head.headers) response.http.headers.set(name, value);
          }
          if (singleResult.errors) {
            singleResult.errors = singleResult.errors.map((error) =>
              withRequestId(truncated(error), contextValue.origin.requestId),
            );
          }
          return Promise.resolve();
        },
      }),
  };
}

function isDenial(error: unknown): error is CodedError {
  return isCodedError(error) && denialCodes.has(error.code);
}

function outcomeOf({ code, extensions: { reason } }: CodedError): string {
  return typeof reason === 'string' ? reason : code;
}

function truncated(error: GraphQLFormattedError): GraphQLFormattedError {
  if (error.message.length <= maxMessageLength) return error;
  return { ...error, message: `${error.message.slice(0, maxMessageLength)}…` };
}

function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  if (error.extensions?.code !== 'INTERNAL_SERVER_ERROR') return error;
  return { ...error, extensions: { ...error.extensions, requestId } };
}
