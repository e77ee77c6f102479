import { setTimeout } from 'node:timers/promises';
import { type CommandStartedEvent } from 'mongodb';
import { type Connection, Mongoose } from 'mongoose';
import type { Logger } from 'pino';
import { isUnavailable } from './database-failures.js';
import { endStuckWrites } from './end-stuck-writes.js';

export interface DatabaseOptions {
  readonly uri: string;
  readonly log: Logger;
  /** How long start-up keeps trying to connect, in milliseconds. */
  readonly connectTimeoutMs?: number;
  /** The time limit of a command, in milliseconds. 0 means no limit. */
  readonly commandTimeoutMs?: number;
  /** Called for every command that is sent (driver command monitoring). */
  readonly onCommand?: (event: CommandStartedEvent) => void;
}

/**
 * The server's mongoose connection, for a module's own collections.
 *
 * @example
 * ```ts
 * const issuesOf = (connection: DatabaseConnection) => connection.collection<Issue>('issues');
 * ```
 */
export type DatabaseConnection = Connection;

/** A connection with its own mongoose instance, so that global settings stay unchanged. */
export interface Database {
  readonly connection: Connection;
  readonly mongoose: Mongoose;
  /** Resolves when the database responds; rejects if it does not respond in time. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The driver retries a read once after a timeout, so no request waits longer than twice this. */
const defaultCommandTimeoutMs = 2_500;
const pingTimeoutMs = 1_000;
const retryPauseMs = 250;

/**
 * Connects, and retries until `connectTimeoutMs` while the database is unreachable.
 *
 * @throws Error that names the URI, without its credentials, and the time limit
 */
export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  const mongoose = new Mongoose({
    strictQuery: 'throw',
    sanitizeFilter: true,
    autoIndex: false,
    autoCreate: false,
  });
  const stopEndingStuckWrites = endStuckWrites();
  const connection = await connectWithRetries(mongoose, options).catch((error: unknown) => {
    stopEndingStuckWrites();
    throw error;
  });
  const { onCommand } = options;
  if (onCommand) connection.getClient().on('commandStarted', onCommand);
  return {
    connection,
    mongoose,
    ping: async () => {
      await withTimeout(connection.getClient().db().command({ ping: 1 }), pingTimeoutMs);
    },
    close: async () => {
      await connection.close();
      stopEndingStuckWrites();
    },
  };
}

async function connectWithRetries(mongoose: Mongoose, options: DatabaseOptions): Promise<Connection> {
  const { connectTimeoutMs = 10_000, log } = options;
  const deadline = Date.now() + connectTimeoutMs;
  for (;;) {
    try {
      return await openConnection(mongoose, options, Math.max(500, Math.min(2_000, deadline - Date.now())));
    } catch (error) {
      if (!isUnavailable(error))
        throw new Error(`Could not connect to the database: ${messageOf(error)}. Check MONGODB_URI.`, {
          cause: error,
        });
      if (Date.now() + retryPauseMs >= deadline) throw unreachable(options.uri, connectTimeoutMs, error);
      log.warn({ database: withoutCredentials(options.uri) }, 'The database is unreachable; retrying.');
      await setTimeout(retryPauseMs);
    }
  }
}

async function openConnection(
  mongoose: Mongoose,
  options: DatabaseOptions,
  selectionTimeoutMs: number,
): Promise<Connection> {
  const { commandTimeoutMs = defaultCommandTimeoutMs } = options;
  const connection = mongoose.createConnection(options.uri, {
    serverSelectionTimeoutMS: selectionTimeoutMs,
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

async function withTimeout(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  const timer = new AbortController();
  const timeout = setTimeout(timeoutMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error(`The database did not respond within ${timeoutMs} ms.`);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    timer.abort();
  }
}

function unreachable(uri: string, waitedMs: number, cause: unknown): Error {
  return new Error(
    `Could not connect to MongoDB at ${withoutCredentials(uri)} within ${waitedMs / 1000} s. ` +
      'Check MONGODB_URI and that MongoDB is running, or unset MONGODB_URI to use the embedded database.',
    { cause },
  );
}

function withoutCredentials(uri: string): string {
  return uri.replace(/\?.*$/, '').replace(/\/\/.*@/, '//');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
