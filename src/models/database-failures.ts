import { Error as MongooseError, mongo } from 'mongoose';

const duplicateKey = 11_000;
/** Not a primary, shutting down, stepping down, network, write concern or time limit on the server's side. */
const unavailableCodes: ReadonlySet<unknown> = new Set([
  6, 7, 50, 64, 89, 91, 100, 189, 262, 9001, 10_107, 11_600, 11_602, 13_435, 13_436,
]);

/** The driver keeps these classes to itself. */
const unavailableNames: ReadonlySet<string> = new Set(['MongoWaitQueueTimeoutError', 'MongoPoolClosedError']);

/** A socket that breaks while it is written to: the driver passes the system's, or Node's, error on as it is. */
const brokenSocketCodes: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT']);

/** Whether the database could not be reached or did not answer in time: trying again later makes sense. */
export function isUnavailable(error: unknown): boolean {
  if (
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoServerSelectionError ||
    // What mongoose makes of it while the first connection opens.
    error instanceof MongooseError.MongooseServerSelectionError ||
    error instanceof mongo.MongoNotConnectedError ||
    error instanceof mongo.MongoTopologyClosedError ||
    error instanceof mongo.MongoClientClosedError ||
    error instanceof mongo.MongoWriteConcernError
  ) {
    return true;
  }
  if (error instanceof mongo.MongoDriverError && unavailableNames.has(error.name)) return true;
  // A bulk write wraps what went wrong underneath.
  if (error instanceof mongo.MongoBulkWriteError && error.errorResponse instanceof Error)
    return isUnavailable(error.errorResponse);
  if (error instanceof mongo.MongoServerError) return unavailableCodes.has(error.code);
  if (isBrokenSocket(error)) return true;
  // Mongoose's own word for a connection that is down while buffering is off.
  return error instanceof MongooseError && /initial connection|buffer|disconnect/i.test(error.message);
}

function isBrokenSocket(error: unknown): boolean {
  return error instanceof Error && 'code' in error && brokenSocketCodes.has(error.code);
}

/** Whether a unique index refused the write. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === duplicateKey;
}
