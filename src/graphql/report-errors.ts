import type { GraphQLRequestContextDidEncounterErrors } from '@apollo/server';
import { denialOf } from '@graphward/authorization';
import type { GraphQLError } from 'graphql';
import type { GraphwardContext } from '../context.js';
import type { SecurityEvents } from '../observability/security-events.js';
import { type CodedError, isCodedError } from './coded-error.js';
import { createCoordinateFinder } from './error-coordinates.js';
import { rootOf } from './format-error.js';
import { logErrors } from './log-errors.js';
import { recordDenials, type RecordedDenial } from './record-denials.js';
import { createQuoteDetector } from './request-text.js';

export interface ErrorReporting {
  readonly events: SecurityEvents;
  readonly isUnavailable: (error: unknown) => boolean;
}

type FailedRequest = Pick<
  GraphQLRequestContextDidEncounterErrors<GraphwardContext>,
  'errors' | 'contextValue' | 'schema' | 'document' | 'request'
>;

const denialCodes: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'REAUTHENTICATION_REQUIRED',
]);

/** Records denials, and logs all other errors without the client's text. */
export function reportErrors(
  { errors, contextValue, schema, document, request }: FailedRequest,
  { events, isUnavailable }: ErrorReporting,
): void {
  const coordinateOf = createCoordinateFinder(schema, document);
  const denials: RecordedDenial[] = [];
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
  if (others.length === 0) return;
  logErrors(others, {
    log: contextValue.log,
    isUnavailable,
    coordinateOf,
    quotesRequest: createQuoteDetector({ document, variables: request.variables }),
  });
}

function isDenial(error: unknown): error is CodedError {
  return isCodedError(error) && denialCodes.has(error.code);
}

function outcomeOf({ code, extensions: { reason } }: CodedError): string {
  return typeof reason === 'string' ? reason : code;
}
