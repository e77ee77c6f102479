import { Error as MongooseError, mongo } from 'mongoose';

const duplicateKey = 11_000;
/** Not primary, shutting down, stepping down, network, write concern or server-side time limit. */
const unavailableCodes: ReadonlySet<unknown> = new Set([
  6, 7, 50, 64, 89, 91, 100, 189, 262, 9001, 10_107, 11_600, 11_602, 13_435, 13_436,
]);

/** The driver does not export these classes. */
const unavailableNames: ReadonlySet<string> = new Set(['MongoWaitQueueTimeoutError', 'MongoPoolClosedError']);

/** For a socket that breaks during a write, the driver passes on the error of the operating system or of Node. */
const brokenSocketCodes: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT']);

/** Whether the database was unreachable or did not respond in time, so that a later retry may succeed. */
export function isUnavailable(error: unknown): boolean {
  if (
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoServerSelectionError ||
    // Thrown by mongoose instead while the first connection opens.
    error instanceof MongooseError.MongooseServerSelectionError ||
    error instanceof mongo.MongoNotConnectedError ||
    error instanceof mongo.MongoTopologyClosedError ||
    error instanceof mongo.MongoClientClosedError ||
    error instanceof mongo.MongoWriteConcernError
  ) {
    return true;
  }
  if (error instanceof mongo.MongoDriverError && unavailableNames.has(error.name)) return true;
  // A bulk write wraps the underlying error.
  if (error instanceof mongo.MongoBulkWriteError && error.errorResponse instanceof Error)
    return isUnavailable(error.errorResponse);
  if (error instanceof mongo.MongoServerError) return unavailableCodes.has(error.code);
  if (isBrokenSocket(error)) return true;
  // Mongoose's error for a lost connection when buffering is off.
  return error instanceof MongooseError && /initial connection|buffer|disconnect/i.test(error.message);
}

function isBrokenSocket(error: unknown): boolean {
  return error instanceof Error && 'code' in error && brokenSocketCodes.has(error.code);
}

/** Whether a unique index rejected the write. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === duplicateKey;
}
