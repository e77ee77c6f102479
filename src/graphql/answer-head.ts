import type { GraphQLFormattedError } from 'graphql';

/** The status and headers that an answer's errors ask for. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

interface Answer {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}

/**
 * Which HTTP status and headers an answer gets, or null to leave them as they are.
 *
 * A denial inside an answer stays 200. A bad credential refuses the whole request with 401 and a challenge
 * (RFC 6750 §3); limits and outages give 429 and 503 with `Retry-After` (RFC 9110 §10.2.3) when nothing came of
 * the request.
 */
export function answerHead({ data, errors = [] }: Answer): AnswerHead | null {
  if (!data) {
    if (errors.some(has('UNAUTHENTICATED'))) return unauthenticated();
    if (errors.some(has('QUERY_TOO_COMPLEX'))) return { status: 400, headers: new Map() };
  }
  if (data && Object.values(data).some((value) => value !== null)) return null;
  const limited = errors.find(has('RATE_LIMITED'));
  if (limited) return retryLater(429, limited);
  const down = errors.find(has('SERVICE_UNAVAILABLE'));
  return down ? retryLater(503, down) : null;
}

const has = (code: string) => (error: GraphQLFormattedError) => error.extensions?.code === code;

function unauthenticated(): AnswerHead {
  return { status: 401, headers: new Map([['www-authenticate', 'Bearer error="invalid_token"']]) };
}

function retryLater(status: number, error: GraphQLFormattedError): AnswerHead {
  const retryAfter = error.extensions?.retryAfter;
  return {
    status,
    headers: new Map([['retry-after', String(typeof retryAfter === 'number' ? retryAfter : 1)]]),
  };
}
