/**
 * The session of a GraphQL client: sign-in, tokens that are refreshed before the application notices, and every request.
 *
 * @module @graphward/client
 */
export type { AccessCells, AccessReport } from './access.js';
export { createSession } from './create-session.js';
export { onViewerChange } from './on-viewer-change.js';
export type {
  Operation,
  OperationResult,
  ParsedDocument,
  TextDocument,
  TypedOperation,
} from './operation.js';
export type { OperationError } from './operation-error.js';
export type {
  Reauthenticate,
  ReauthenticationCredentials,
  ReauthenticationRequest,
} from './reauthentication.js';
export type { MaybePromise, RefreshTokenStorage } from './refresh-token-storage.js';
export type { ChangePasswordInput, LoginInput, RegisterInput, Session } from './session.js';
export { SessionError, type SessionErrorCode, type SessionErrorDetails } from './session-error.js';
export type { SessionOptions } from './session-options.js';
export type { SessionSnapshot } from './session-state.js';
export type { SessionViewer } from './session-viewer.js';
