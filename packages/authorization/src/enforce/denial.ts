import { AuthorizationError } from './authorization-error.js';
import type { DenialCode } from '../policy/requirement.js';

/** A refusal, before it becomes an error. */
export interface Denial {
  readonly code: DenialCode;
  /** The protected place. For logs: it can name a type or an interface that the viewer may not see. */
  readonly coordinate: string;
  /** The same in words a client may read: only what the operation itself names. */
  readonly place: string;
  /** True for a field that is allowed itself, of a mutation that was refused as a whole. */
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

/** The denial that an error stands for, with its schema coordinate; undefined for any other error. For logs. */
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
