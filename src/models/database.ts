import { setTimeout } from 'node:timers/promises';
import { type CommandStartedEvent } from 'mongodb';
import { type Connection, Mongoose } from 'mongoose';
import type { Logger } from 'pino';
import { isUnavailable } from './database-failures.js';
import { endStuckWrites } from './end-stuck-writes.js';

export interface DatabaseOptions {
  readonly uri: string;
  readonly log: Logger;
  /** How long start-up keeps trying to reach the database, in milliseconds. */
  readonly connectTimeoutMs?: number;
  /** How long a command may take, in milliseconds; 0: as long as it wants. */
  readonly commandTimeoutMs?: number;
  /** Told of every command that is sent (driver command monitoring), for counting them. */
  readonly onCommand?: (event: CommandStartedEvent) => void;
}

/** A connection with mongoose settings of its own; nothing global is touched. */
export interface Database {
  readonly connection: Connection;
  readonly mongoose: Mongoose;
  /** Answers once the database has answered; rejects when it cannot in time. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A read that timed out is tried once more by the driver, so no request waits for longer than twice this. */
const defaultCommandTimeoutMs = 2_500;
const pingTimeoutMs = 1_000;
const retryPauseMs = 250;

/**
 * Connects, trying again for a while when the database is not there yet.
 *
 * @throws Error that says what was tried for how long, without the URI's credentials
 */
export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  const mongoose = new Mongoose({
    strictQuery: 'throw',
    sanitizeFilter: true,
    autoIndex: false,
    autoCreate: false,
  });
  const stopEndingStuckWrites = endStuckWrites();
  const connection = await connectPatiently(mongoose, options).catch((error: unknown) => {
    stopEndingStuckWrites();
    throw error;
  });
  const { onCommand } = options;
  if (onCommand) connection.getClient().on('commandStarted', onCommand);
  return {
    connection,
    mongoose,
    ping: async () => {
      await inTime(connection.getClient().db().command({ ping: 1 }), pingTimeoutMs);
    },
    close: async () => {
      await connection.close();
      stopEndingStuckWrites();
    },
  };
}

async function connectPatiently(mongoose: Mongoose, options: DatabaseOptions): Promise<Connection> {
  const { connectTimeoutMs = 10_000, log } = options;
  const deadline = Date.now() + connectTimeoutMs;
  for (;;) {
    try {
      return await openConnection(mongoose, options, Math.max(500, Math.min(2_000, deadline - Date.now())));
    } catch (error) {
      if (!isUnavailable(error))
        throw new Error(`The database cannot be used: ${messageOf(error)}. Check MONGODB_URI.`, {
          cause: error,
        });
      if (Date.now() + retryPauseMs >= deadline) throw notReachable(options.uri, connectTimeoutMs, error);
      log.warn(
        { database: withoutCredentials(options.uri) },
        'the database does not answer yet, trying again',
      );
      await setTimeout(retryPauseMs);
    }
  }
}

async function openConnection(
  mongoose: Mongoose,
  options: DatabaseOptions,
  patienceMs: number,
): Promise<Connection> {
  const { commandTimeoutMs = defaultCommandTimeoutMs } = options;
  const connection = mongoose.createConnection(options.uri, {
    serverSelectionTimeoutMS: patienceMs,
    connectTimeoutMS: 2_000,
    socketTimeoutMS: commandTimeoutMs,
    waitQueueTimeoutMS: commandTimeoutMs,
    bufferCommands: false,
    monitorCommands: options.onCommand !== undefined,
    readPreference: 'primary',
    readConcernLevel: 'majority',
    writeConcern: { w: 'majority', journal: true },
    appName: 'graphward',
  });
  try {
    return await connection.asPromise();
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function inTime(answer: Promise<unknown>, timeoutMs: number): Promise<void> {
  const timer = new AbortController();
  const tooLate = setTimeout(timeoutMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${timeoutMs} ms`);
  });
  try {
    await Promise.race([answer, tooLate]);
  } finally {
    timer.abort();
  }
}

function notReachable(uri: string, waitedMs: number, cause: unknown): Error {
  return new Error(
    `No database answered at ${withoutCredentials(uri)} within ${waitedMs / 1000} s. ` +
      'Check MONGODB_URI and that MongoDB runs, or leave MONGODB_URI unset for the embedded database.',
    { cause },
  );
}

function withoutCredentials(uri: string): string {
  return uri.replace(/\?.*$/, '').replace(/\/\/.*@/, '//');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
