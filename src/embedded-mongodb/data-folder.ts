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

/** What Graphward keeps in its data folder, and what file systems and git leave in an empty one. */
const ownEntries: readonly RegExp[] = [
  /^mongodb$/,
  /^mongodb\.(lock|engine|run|native)(\..+)?$/,
  /^jwt-keys$/,
  /^refresh-secret$/,
  /^\.graphward/,
  /^(lost\+found|\.DS_Store|\.gitignore|\.gitkeep)$/,
];

const { O_RDONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;

/** In the database's folder: says that its files are the embedded engine's, not those of a mongod. */
const markerName = '.graphward';

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
 * @param warn is called with each risk that does not stop the start, for example another user as the folder's owner
 * @throws EmbeddedMongodbError when it cannot be one, others can write to it or it holds files that are not ours.
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
      database: join(path, 'mongodb'),
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

/** Creates the folder that the engine opens. Only the holder of the server lock may. */
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

/** The error to show for one that the file system gave while working in the data folder. */
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
  if (entries.includes('mongodb')) {
    refuseForeignDatabase(join(path, 'mongodb'));
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

/** Files that somebody put there while the folder was open to others. The engine would write through a link. */
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
