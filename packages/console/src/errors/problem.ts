import { texts } from '../texts';

/** What went wrong, as a page shows it. */
export interface Problem {
  /** The server's code, or NETWORK_ERROR. */
  readonly code: string;
  /** A sentence for the user. */
  readonly text: string;
  /** The field of the form that it concerns. */
  readonly field?: string;
}

interface CodedError {
  readonly code: string;
  readonly message: string;
  readonly reason?: string | undefined;
  readonly field?: string | undefined;
  readonly retryAfter?: number | undefined;
}

/** Describes an error of the server or of the session. */
export function toProblem(error: unknown): Problem {
  if (isProblemCarrier(error)) return error.problem;
  if (!isCoded(error)) return { code: 'UNKNOWN', text: texts.errors.unknown };
  const { code, field } = error;
  return { code, text: textOf(error), ...(field === undefined ? {} : { field }) };
}

function textOf({ code, message, reason, retryAfter }: CodedError): string {
  switch (code) {
    // These say what is wrong with the input; nobody else can.
    case 'BAD_USER_INPUT':
    case 'CONFLICT':
    case 'NOT_FOUND':
      return message;
    case 'RATE_LIMITED':
      return texts.errors.rateLimited(retryAfter);
    case 'SERVICE_UNAVAILABLE':
      return texts.errors.unavailable(retryAfter);
    case 'REAUTHENTICATION_REQUIRED':
      return reason === 'MFA_REQUIRED' ? texts.errors.mfaRequired : texts.errors.reauthenticationRequired;
    default:
      return texts.errors.byCode[code] ?? texts.errors.unknown;
  }
}

function isCoded(error: unknown): error is CodedError {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}

function isProblemCarrier(error: unknown): error is { readonly problem: Problem } {
  return error instanceof Error && 'problem' in error;
}
