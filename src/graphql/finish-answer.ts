import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { AppError } from '../errors/index.js';
import type { SecurityEvents } from '../observability/security-events.js';
import { answerHead } from './answer-head.js';
import type { GraphwardContext } from './context.js';
import { isMeantForClient, rootOf } from './format-error.js';

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
          for (const error of errors) logError(error, contextValue, events, isUnavailable);
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
              withRequestId(error, contextValue.origin.requestId),
            );
          }
          return Promise.resolve();
        },
      }),
  };
}

function logError(
  raised: GraphQLError,
  { log, viewer, origin }: GraphwardContext,
  events: SecurityEvents,
  isUnavailable: (error: unknown) => boolean,
): void {
  const error = rootOf(raised);
  const { path, extensions } = raised;
  if (isUnavailable(error)) {
    log.warn({ err: error, path }, 'the database did not answer');
  } else if (!isMeantForClient(error, extensions.code)) {
    log.error({ err: error, path }, 'a request failed unexpectedly');
  } else if (!(error instanceof AppError)) {
    // Without the message: it quotes the request, and a request may hold a password.
    log.debug({ code: extensions.code, path }, 'a request was refused');
  } else if (denials.has(error.code)) {
    const reason = error.extensions.reason;
    events.record({
      type: 'access_denied',
      outcome: typeof reason === 'string' ? reason : error.code,
      origin,
      ...(viewer.kind === 'user' ? { userId: viewer.id, sessionId: viewer.sessionId } : {}),
      details: { path: path?.join('.') ?? null },
    });
  } else if (error.code === 'SERVICE_UNAVAILABLE') {
    log.warn({ err: error.cause ?? error, path }, 'a request could not be served');
  }
}

function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  if (error.extensions?.code !== 'INTERNAL_SERVER_ERROR') return error;
  return { ...error, extensions: { ...error.extensions, requestId } };
}
