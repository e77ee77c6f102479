import { closeSync, constants, lstatSync, openSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  checkDataFolder,
  checkFolder,
  describeEntry,
  quote,
  requireTrustedOwner,
  UntrustedPathError,
} from '../trusted-files/index.js';
import { createFolder } from './create-folder.js';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';

/** Entries that Graphward creates in its data folder, and those that file systems and git leave in an empty one. */
const ownEntries: readonly RegExp[] = [
  /^mongodb$/,
  /^mongodb\.(lock|engine|run|native)(\..+)?$/,
  /^jwt-keys$/,
  /^refresh-secret$/,
  /^outbox$/,
  /^\.graphward/,
  /^(lost\+found|\.DS_Store|\.gitignore|\.gitkeep)$/,
];

const { O_RDONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;

const databaseName = 'mongodb';

/** A file that marks the database folder as the embedded engine's, as opposed to a mongod's. */
const markerName = '.graphward';

/** The paths that the embedded MongoDB uses in the data folder. */
export interface DataFolder {
  readonly path: string;
  readonly database: string;
  /** Held by the server that uses the folder. */
  readonly serverLock: string;
  /** Held by the process that has the engine open, which may briefly outlive a killed server. */
  readonly engineLock: string;
  readonly runFolder: string;
  readonly nativeFolder: string;
}

/** The folder of the embedded database in a data folder. */
export function databaseFolderOf(dataDir: string): string {
  return join(dataDir, databaseName);
}

/**
 * Opens the data folder. If it does not exist, creates it for this user only.
 *
 * @param warn called with each risk that does not prevent start-up, for example that another user owns the folder
 * @throws EmbeddedMongodbError when it cannot be created, others can write to it or it contains foreign files
 */
export function openDataFolder(
  dataDir: string,
  warn: (message: string) => void = () => undefined,
): DataFolder {
  try {
    createFolder(resolve(dataDir));
    checkDataFolder(resolve(dataDir)).forEach(warn);
    const path = realpathSync(dataDir);
    const folder = {
      path,
      database: databaseFolderOf(path),
      serverLock: join(path, 'mongodb.lock'),
      engineLock: join(path, 'mongodb.engine'),
      runFolder: join(path, 'mongodb.run'),
      nativeFolder: join(path, 'mongodb.native'),
    };
    for (const part of [folder.database, folder.runFolder, folder.nativeFolder]) {
      if (lstatSync(part, { throwIfNoEntry: false })) checkFolder(part);
    }
    refuseForeignFiles(path);
    return folder;
  } catch (error) {
    throw asFolderProblem(error, dataDir);
  }
}

/** Creates the folder that the engine opens. The caller must hold the server lock. */
export function createDatabaseFolder({ path, database }: DataFolder): void {
  try {
    createFolder(database);
    checkFolder(database);
    closeSync(openSync(join(database, markerName), O_RDONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600));
    refuseForeignEntries(database);
  } catch (error) {
    throw asFolderProblem(error, path);
  }
}

/** Turns a file system error in the data folder into one that says what to do. */
export function asFolderProblem(error: unknown, dataDir: string): Error {
  if (error instanceof EmbeddedMongodbError) return error;
  if (error instanceof UntrustedPathError) {
    return new EmbeddedMongodbError(`${error.message} To use another folder, set DATA_DIR.`, {
      cause: error,
    });
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return new EmbeddedMongodbError(`${describe(code, message, dataDir)} ${remedy}`, { cause: error });
}

const remedy =
  'Set DATA_DIR to a folder that this user can write to, or set MONGODB_URI to use a MongoDB server.';

function describe(code: string | undefined, message: string, dataDir: string): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `The data folder ${dataDir} cannot be used: a file exists where a folder is expected.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `The data folder ${dataDir} is not writable (${code}).`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The data folder ${dataDir} has no space left (${code}).`;
    default:
      return `The data folder ${dataDir} cannot be used: ${message}.`;
  }
}

function refuseForeignFiles(path: string): void {
  const entries = readdirSync(path);
  if (entries.includes(databaseName)) {
    refuseForeignDatabase(databaseFolderOf(path));
    return;
  }
  const foreign = entries.filter((name) => !ownEntries.some((own) => own.test(name)));
  if (foreign.length === 0) return;
  throw new EmbeddedMongodbError(
    `The data folder ${path} contains files that do not belong to Graphward (${shortList(foreign)}). Set DATA_DIR to a new or empty folder.`,
  );
}

function refuseForeignDatabase(database: string): void {
  const entries = readdirSync(database);
  if (entries.length === 0 || entries.includes(markerName)) return;
  throw new EmbeddedMongodbError(
    `${database} was not created by Graphward's embedded MongoDB (${shortList(entries)}). Set DATA_DIR to another folder or, if the data belongs to a MongoDB server, start that server and set MONGODB_URI.`,
  );
}

/** Rejects files that others added while they could write to the folder. The engine would write through a link. */
function refuseForeignEntries(database: string): void {
  for (const entry of readdirSync(database, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (!status) continue;
    requireTrustedOwner(path, status);
    if (status.isFile() || status.isDirectory()) continue;
    throw new UntrustedPathError(
      `${path} is neither a file nor a folder (${describeEntry(status)}). Run \`rm ${quote(path)}\`.`,
    );
  }
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
