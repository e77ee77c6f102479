import type { GraphQLError } from 'graphql';
import { AppError } from '../errors/index.js';
import { summarizeError } from '../observability/error-summary.js';
import type { Logger } from '../observability/logger.js';
import { isCodedError } from './coded-error.js';
import { isMeantForClient, rootOf } from './format-error.js';

/** How many different bugs of one request are logged individually. */
const maxBugs = 10;

export interface ErrorLogOptions {
  readonly log: Logger;
  readonly isUnavailable: (error: unknown) => boolean;
  /** The schema coordinate that an error belongs to. */
  readonly coordinateOf: (error: GraphQLError) => string | null;
  /** Whether a message quotes a string of the request. */
  readonly quotesRequest: (message: string) => boolean;
}

/**
 * Logs the errors of one request, except denials. Bugs get one line per coordinate, with their stacks. Outages and the
 * client's errors get one short line each for the whole request.
 */
export function logErrors(errors: readonly GraphQLError[], options: ErrorLogOptions): void {
  const { log, isUnavailable, coordinateOf } = options;
  const bugs: GraphQLError[] = [];
  const outages: GraphQLError[] = [];
  const clientErrors: GraphQLError[] = [];
  for (const raised of errors) {
    const error = rootOf(raised);
    if (isUnavailable(error) || isOutage(error)) outages.push(raised);
    else if (!isMeantForClient(raised)) bugs.push(raised);
    else if (!isCodedError(error)) clientErrors.push(raised);
  }
  logBugs(bugs, options);
  const [outage] = outages;
  if (outage) {
    const { type, code } = outageOf(rootOf(outage));
    log.warn(
      { error: type, code, coordinate: coordinateOf(outage), count: outages.length },
      'the service is unavailable',
    );
  }
  const [clientError] = clientErrors;
  if (clientError) {
    const { code } = clientError.extensions;
    log.debug(
      { code, coordinate: coordinateOf(clientError), count: clientErrors.length },
      'a request was rejected',
    );
  }
}

function logBugs(
  errors: readonly GraphQLError[],
  { log, coordinateOf, quotesRequest }: ErrorLogOptions,
): void {
  const groups = new Map<string, { error: unknown; coordinate: string | null; count: number }>();
  for (const raised of errors) {
    const error = rootOf(raised);
    const coordinate = coordinateOf(raised);
    const key = `${coordinate ?? ''} ${error instanceof Error ? error.name : typeof error}`;
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { error, coordinate, count: 1 });
  }
  const found = [...groups.values()];
  for (const { error, coordinate, count } of found.slice(0, maxBugs)) {
    const err = summarizeError(error, (message) => !quotesRequest(message));
    log.error({ err, coordinate, count }, 'a request failed unexpectedly');
  }
  const more = found.length - maxBugs;
  if (more > 0) log.error({ more }, 'a request failed unexpectedly in more fields');
}

function isOutage(error: unknown): boolean {
  return error instanceof AppError && error.code === 'SERVICE_UNAVAILABLE';
}

/** The type and code of an outage's cause. Nothing else is logged, because an outage must not flood the log. */
function outageOf(error: unknown): { readonly type: string; readonly code: string | number | undefined } {
  const summary = summarizeError(error);
  const causes = [summary, ...(summary.causes ?? [])];
  const [cause = summary] = error instanceof AppError ? causes.slice(-1) : causes;
  return { type: cause.type, code: causes.find(({ code }) => code !== undefined)?.code };
}
