import { closeSync, openSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { createFolder } from './create-folder.js';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';

/** What Graphward keeps in its data folder, and what file systems and git leave in an empty one. */
export const DATA_FOLDER_ENTRIES: readonly RegExp[] = [
  /^mongodb$/,
  /^mongodb\.(lock|engine|run|native)(\..+)?$/,
  /^jwt-keys$/,
  /^refresh-secret$/,
  /^\.graphward/,
  /^(lost\+found|\.DS_Store|\.gitignore|\.gitkeep)$/,
];

/** In the database's folder: says that its files are the embedded engine's, not those of a mongod. */
const MARKER = '.graphward';

/** Where the parts of the embedded MongoDB are in the data folder. */
export interface DataFolder {
  readonly path: string;
  readonly database: string;
  /** Held by the server that uses the folder. */
  readonly serverLock: string;
  /** Held by the process that has the engine open, which may outlive a killed server for a moment. */
  readonly engineLock: string;
  readonly runFolder: string;
  readonly nativeFolder: string;
}

/**
 * Creates the data folder, readable by this user alone, unless it is there already.
 *
 * @throws EmbeddedMongodbError when it cannot be one or holds files that are not ours.
 */
export function openDataFolder(dataDir: string): DataFolder {
  try {
    createFolder(resolve(dataDir));
    const path = realpathSync(dataDir);
    refuseForeignFiles(path);
    return {
      path,
      database: join(path, 'mongodb'),
      serverLock: join(path, 'mongodb.lock'),
      engineLock: join(path, 'mongodb.engine'),
      runFolder: join(path, 'mongodb.run'),
      nativeFolder: join(path, 'mongodb.native'),
    };
  } catch (error) {
    throw asFolderProblem(error, dataDir);
  }
}

/** Creates the folder that the engine opens. Only the holder of the server lock may. */
export function createDatabaseFolder({ path, database }: DataFolder): void {
  try {
    createFolder(database);
    closeSync(openSync(join(database, MARKER), 'a', 0o600));
  } catch (error) {
    throw asFolderProblem(error, path);
  }
}

/** The error to show for one that the file system gave while working in the data folder. */
export function asFolderProblem(error: unknown, dataDir: string): Error {
  if (error instanceof EmbeddedMongodbError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new EmbeddedMongodbError(`${describe(code, message, dataDir)} ${WHAT_TO_DO}`, { cause: error });
}

const WHAT_TO_DO =
  'Set DATA_DIR to a folder that this user may write to, or MONGODB_URI to a MongoDB server.';

function describe(code: string | undefined, message: string, dataDir: string): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `The data folder ${dataDir} cannot be used: there is a file where a folder should be.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `The data folder ${dataDir} cannot be written to (${code}).`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The data folder ${dataDir} has no space left (${code}).`;
    default:
      return `The data folder ${dataDir} cannot be used: ${message}.`;
  }
}

function refuseForeignFiles(path: string): void {
  const entries = readdirSync(path);
  if (entries.includes('mongodb')) {
    refuseForeignDatabase(join(path, 'mongodb'));
    return;
  }
  const foreign = entries.filter((name) => !DATA_FOLDER_ENTRIES.some((own) => own.test(name)));
  if (foreign.length === 0) return;
  throw new EmbeddedMongodbError(
    `The data folder ${path} holds files that are not Graphward's (${shortList(foreign)}). Set DATA_DIR to an empty folder or a new one.`,
  );
}

function refuseForeignDatabase(database: string): void {
  const entries = readdirSync(database);
  if (entries.length === 0 || entries.includes(MARKER)) return;
  throw new EmbeddedMongodbError(
    `${database} was not made by Graphward's embedded MongoDB (${shortList(entries)}), so it is left alone. Set DATA_DIR to another folder or, if a MongoDB server's data is in it, start that server and set MONGODB_URI.`,
  );
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
