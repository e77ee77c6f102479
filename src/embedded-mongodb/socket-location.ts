import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeEntry, isShared, isSticky, quote, requireTrustedOwner } from '../trusted-files/index.js';
import { createFolder } from './create-folder.js';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';

// sockaddr_un.sun_path has 108 bytes on Linux and 104 on macOS, including the terminating null byte.
const maxSocketPathBytes = 103;
const socketName = 'mongodb.sock';
const databaseName = 'graphward';

export interface SocketLocation {
  readonly folder: string;
  readonly path: string;
  readonly uri: string;
}

/** Where the engine of a data folder listens: always the same path, short enough for a socket. */
export function socketLocationOf(runFolder: string, temporaryFolder: string): SocketLocation {
  const name = `graphward-${createHash('sha256').update(runFolder).digest('hex').slice(0, 16)}`;
  const folder = [runFolder, join(temporaryFolder, name)].find(isShortEnough) ?? join('/tmp', name);
  const path = join(folder, socketName);
  // The engine is not a replica set, and it has no sessions, which retryable writes need.
  const uri = `mongodb://${encodeURIComponent(path)}/${databaseName}?directConnection=true&retryWrites=false`;
  return { folder, path, uri };
}

/**
 * Ensures that only this user can access the socket's folder. Servers call it before they listen and clients before they
 * connect, because anybody can create a folder of this name in the temporary folder.
 *
 * @throws EmbeddedMongodbError when another user owns the folder or can replace it
 */
export function secureSocketFolder(folder: string): void {
  createFolder(folder);
  const status = lstatSync(folder);
  if (!status.isDirectory() || status.uid !== process.geteuid?.()) {
    throw new EmbeddedMongodbError(
      `The embedded MongoDB's socket folder ${folder} is not a folder owned by this user (${describeEntry(status)}). Run \`rm -r ${quote(folder)}\`, or set DATA_DIR to a folder with a shorter path.`,
    );
  }
  const parent = dirname(folder);
  const parentStatus = statSync(parent);
  if (isShared(parentStatus) && !isSticky(parentStatus)) {
    throw new EmbeddedMongodbError(
      `The embedded MongoDB's socket folder cannot be in ${parent}, where other users can replace it (${describeEntry(parentStatus)}). Run \`chmod +t ${quote(parent)}\`, or set TMPDIR to another folder.`,
    );
  }
  chmodSync(folder, 0o700);
}

/**
 * Checks a socket before a client connects to it.
 *
 * @throws UntrustedPathError when it belongs to another user than this one or root; EmbeddedMongodbError when it is not
 * a socket
 */
export function checkSocket(path: string): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  // The socket does not exist while the engine restarts. Only this user can create it then.
  if (!status) return;
  requireTrustedOwner(path, status);
  if (status.isSocket()) return;
  throw new EmbeddedMongodbError(
    `${path} is not a socket (${describeEntry(status)}). Run \`rm ${quote(path)}\`.`,
  );
}

function isShortEnough(folder: string): boolean {
  return Buffer.byteLength(join(folder, socketName)) <= maxSocketPathBytes;
}
