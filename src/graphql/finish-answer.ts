import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { AppError } from '../errors/index.js';
import type { SecurityEvents } from '../observability/security-events.js';
import { answerHead } from './answer-head.js';
import type { GraphwardContext } from './context.js';
import { isMeantForClient, rootOf } from './format-error.js';

/** Messages quote the request; this much of it is enough to recognise it by. */
const maxMessageLength = 500;
const maxPathLength = 256;
/** How many denials of one request are logged one by one. */
const maxDenials = 10;
const denials: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'REAUTHENTICATION_REQUIRED']);

/** Logs what went wrong, with its cause, and gives the answer its status, headers and request id. */
export function finishAnswer(
  events: SecurityEvents,
  isUnavailable: (error: unknown) => boolean,
): ApolloServerPlugin<GraphwardContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, contextValue }) => {
          recordDenials(errors.filter(isDenial), contextValue, events);
          for (const error of errors) if (!isDenial(error)) logError(error, contextValue, isUnavailable);
          return Promise.resolve();
        },
        willSendResponse: ({ response, contextValue }) => {
          if (response.body.kind !== 'single') return Promise.resolve();
          const { singleResult } = response.body;
          const head = answerHead(singleResult);
          if (head) {
            response.http.status = head.status;
            for (const [name, value] of head.headers) response.http.headers.set(name, value);
          }
          if (singleResult.errors) {
            singleResult.errors = singleResult.errors.map((error) =>
              withRequestId(shortened(error), contextValue.origin.requestId),
            );
          }
          return Promise.resolve();
        },
      }),
  };
}

function isDenial(raised: GraphQLError): boolean {
  const error = rootOf(raised);
  return error instanceof AppError && denials.has(error.code);
}

/** One line each; of many in one request the last line says how many more there were. */
function recordDenials(
  errors: readonly GraphQLError[],
  { viewer, origin }: GraphwardContext,
  events: SecurityEvents,
): void {
  const more = errors.length - maxDenials;
  errors.slice(0, maxDenials).forEach((raised, index) => {
    const error = rootOf(raised) as AppError;
    const reason = error.extensions.reason;
    events.record({
      type: 'access_denied',
      outcome: typeof reason === 'string' ? reason : error.code,
      origin,
      ...(viewer.kind === 'user' ? { userId: viewer.id, sessionId: viewer.sessionId } : {}),
      details: {
        path: raised.path?.join('.').slice(0, maxPathLength) ?? null,
        ...(more > 0 && index === maxDenials - 1 ? { more } : {}),
      },
    });
  });
}

function logError(
  raised: GraphQLError,
  { log }: GraphwardContext,
  isUnavailable: (error: unknown) => boolean,
): void {
  const error = rootOf(raised);
  const { extensions } = raised;
  const path = raised.path?.join('.').slice(0, maxPathLength);
  if (isUnavailable(error)) {
    log.warn({ err: error, path }, 'the database did not answer');
  } else if (!isMeantForClient(error, extensions.code)) {
    log.error({ err: error, path }, 'a request failed unexpectedly');
  } else if (!(error instanceof AppError)) {
    // Without the message: it quotes the request, and a request may hold a password.
    log.debug({ code: extensions.code, path }, 'a request was refused');
  } else if (error.code === 'SERVICE_UNAVAILABLE') {
    log.warn({ err: error.cause ?? error, path }, 'a request could not be served');
  }
}

function shortened(error: GraphQLFormattedError): GraphQLFormattedError {
  if (error.message.length <= maxMessageLength) return error;
  return { ...error, message: `${error.message.slice(0, maxMessageLength)}…` };
}

function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  if (error.extensions?.code !== 'INTERNAL_SERVER_ERROR') return error;
  return { ...error, extensions: { ...error.extensions, requestId } };
}
