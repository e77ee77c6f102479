export { AppError, type AppErrorDetails, type ErrorCode, type UnauthenticatedReason } from './app-error.js';
