import { AuthorizationError } from '@graphward/authorization';
import { AppError } from '../errors/index.js';

/** An error whose code and message are meant for the client. */
export type CodedError = AppError | AuthorizationError;

export function isCodedError(error: unknown): error is CodedError {
  return error instanceof AppError || error instanceof AuthorizationError;
}
