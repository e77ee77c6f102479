import type { GraphQLFormattedError } from 'graphql';

/** An HTTP status and headers. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

interface GraphQLResult {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}

/**
 * Returns the HTTP status and headers of a response with errors; null to leave them unchanged.
 *
 * A denied field leaves the status 200. An invalid token rejects the whole request with 401 and a challenge (RFC 6750
 * §3). Limits and outages result in 429 and 503 with `Retry-After` (RFC 9110 §10.2.3) if the request had no effect. A
 * request that fails before execution results in 400, or in 200 if the client prefers `application/json` (GraphQL over
 * HTTP, §6.4.1).
 *
 * @param accept the request's `Accept` header
 */
export function responseHead({ data, errors = [] }: GraphQLResult, accept?: string): ResponseHead | null {
  if (!data) {
    if (errors.some(has('UNAUTHENTICATED'))) return unauthenticated();
    if (errors.some(has('QUERY_TOO_COMPLEX'))) return statusOnly(400);
  }
  if (data === undefined && errors.length > 0 && errors.every(isRequestError))
    return statusOnly(prefersLegacyJson(accept) ? 200 : 400);
  if (data && Object.values(data).some((value) => value !== null)) return null;
  const limited = errors.find(has('RATE_LIMITED'));
  if (limited) return retryLater(429, limited);
  const down = errors.find(has('SERVICE_UNAVAILABLE'));
  return down ? retryLater(503, down) : null;
}

const has = (code: string) => (error: GraphQLFormattedError) => error.extensions?.code === code;

/** Request errors of GraphQL: the HTTP request is well-formed, its GraphQL is not. */
const requestErrorCodes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

const isRequestError = ({ extensions }: GraphQLFormattedError): boolean =>
  requestErrorCodes.has(extensions?.code);

/** Whether a client lists `application/json` and does not prefer GraphQL's own media type. Wildcards do not count. */
function prefersLegacyJson(accept = ''): boolean {
  const ranges = accept.split(',').map((range, index) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) || 0, index };
  });
  const named = (wanted: string) =>
    ranges.find(({ type }) => type === wanted) ?? { quality: 0, index: ranges.length };
  const [json, graphql] = [named('application/json'), named('application/graphql-response+json')];
  if (json.quality === graphql.quality) return json.quality > 0 && json.index < graphql.index;
  return json.quality > graphql.quality;
}

function statusOnly(status: number): ResponseHead {
  return { status, headers: new Map() };
}

function unauthenticated(): ResponseHead {
  return { status: 401, headers: new Map([['www-authenticate', 'Bearer error="invalid_token"']]) };
}

function retryLater(status: number, error: GraphQLFormattedError): ResponseHead {
  const retryAfter = error.extensions?.retryAfter;
  return {
    status,
    headers: new Map([['retry-after', String(typeof retryAfter === 'number' ? retryAfter : 1)]]),
  };
}
