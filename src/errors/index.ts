export { AppError, type ErrorCode, type UnauthenticatedReason } from './app-error.js';
