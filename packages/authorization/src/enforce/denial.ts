import type { DenialCause, DenialCode } from '../policy/requirement.js';
import { createSideTable } from '../policy/side-table.js';
import { AuthorizationError } from './authorization-error.js';

/**
 * A denied use of a schema element, before it becomes an error.
 *
 * @example
 * ```ts
 * const toLogLine = ({ code, coordinate }: Denial) => `${code} ${coordinate}`; // FORBIDDEN User.email
 * ```
 */
export interface Denial {
  readonly code: DenialCode;
  /** With `REAUTHENTICATION_REQUIRED`: the viewer must sign in with a second factor. */
  readonly reason?: 'MFA_REQUIRED';
  /** The schema coordinate of the protected element. For logs only: it may name a type that the viewer may not see. */
  readonly coordinate: string;
  /** The element in words that a client may read: they name only what the operation names. */
  readonly place: string;
  /** True for an allowed root field that does not run because another one of the mutation is denied. */
  readonly isConsequence?: boolean;
}

/**
 * Replaces the error for a denial, for example to say that a token has expired. Undefined keeps the engine's error.
 *
 * @example
 * ```ts
 * const denied: ExplainDenial<Context> = ({ code, place }) =>
 *   code === 'FORBIDDEN' ? new AuthorizationError(code, `Request access to ${place}.`) : undefined;
 * const schema = withAuthorization<Context>(plainSchema, { viewer: ({ viewer }) => viewer, denied });
 * ```
 */
export type ExplainDenial<TContext> = (denial: Denial, context: TContext) => Error | undefined;

const denials = createSideTable<Error, Denial>();

/** Stores the denial outside the error's visible properties, because these may reach a client. */
export function rememberDenial<T extends Error>(error: T, denial: Denial): T {
  denials.set(error, denial);
  return error;
}

/**
 * Returns the denial that an error represents, with its schema coordinate, for logs. Undefined for any other error.
 *
 * @example
 * ```ts
 * for (const { originalError } of result.errors ?? []) {
 *   const denial = originalError && denialOf(originalError);
 *   if (denial) log.info({ coordinate: denial.coordinate, code: denial.code });
 * }
 * ```
 */
export function denialOf(error: Error): Denial | undefined {
  return denials.get(error);
}

/** What a cause means for clients. */
export function codeOf(cause: DenialCause): Pick<Denial, 'code' | 'reason'> {
  return cause === 'MFA_REQUIRED' ? { code: 'REAUTHENTICATION_REQUIRED', reason: cause } : { code: cause };
}

/** The engine's error for a denial. */
export function denialError({ code, reason: cause, place, isConsequence }: Denial): AuthorizationError {
  const reason =
    code === 'UNAUTHENTICATED' ? ({ reason: 'TOKEN_MISSING' } as const) : cause ? { reason: cause } : {};
  if (isConsequence)
    return new AuthorizationError(code, 'Not executed: another field of this mutation was denied.', reason);
  return new AuthorizationError(code, messages[cause ?? code](place), reason);
}

const messages: Readonly<Record<DenialCause, (place: string) => string>> = {
  UNAUTHENTICATED: (place) => `Sign in to use ${place}.`,
  FORBIDDEN: (place) => `You are not allowed to use ${place}.`,
  REAUTHENTICATION_REQUIRED: (place) => `Sign in again to use ${place}.`,
  MFA_REQUIRED: (place) => `Sign in with a second factor to use ${place}.`,
};
