import { AuthorizationError } from './authorization-error.js';
import type { DenialCode } from '../policy/requirement.js';

/** A denied use of a schema element, before it becomes an error. */
export interface Denial {
  readonly code: DenialCode;
  /** The schema coordinate of the protected element. For logs: it can name a type or an interface that the viewer may not see. */
  readonly coordinate: string;
  /** The same in words a client may read: only what the operation itself names. */
  readonly place: string;
  /** True for an allowed field of a mutation that was denied as a whole. */
  readonly isConsequence?: boolean;
}

/** Lets a server say more than the engine knows, for example that a token has expired. Undefined: the engine's own error. */
export type ExplainDenial<TContext> = (denial: Denial, context: TContext) => Error | undefined;

const denials = new WeakMap<Error, Denial>();

/** Remembers which denial an error stands for, outside the error: whatever it carries might reach a client. */
export function rememberDenial<T extends Error>(error: T, denial: Denial): T {
  denials.set(error, denial);
  return error;
}

/**
 * The denial that an error stands for, with its schema coordinate; undefined for any other error. For logs.
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

/** The error a client meets. */
export function denialError({ code, place, isConsequence }: Denial): AuthorizationError {
  const reason = code === 'UNAUTHENTICATED' ? ({ reason: 'TOKEN_MISSING' } as const) : {};
  if (isConsequence)
    return new AuthorizationError(code, 'Not executed: another field of this mutation was denied.', reason);
  return new AuthorizationError(code, messages[code](place), reason);
}

const messages: Readonly<Record<DenialCode, (place: string) => string>> = {
  UNAUTHENTICATED: (place) => `Sign in to use ${place}.`,
  FORBIDDEN: (place) => `You are not allowed to use ${place}.`,
  REAUTHENTICATION_REQUIRED: (place) => `Sign in again to use ${place}.`,
};
