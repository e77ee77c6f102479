import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describeEntry, isShared, isSticky, quote, requireTrustedOwner } from '../trusted-files/index.js';
import { createFolder } from './create-folder.js';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';

// sockaddr_un.sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
const maxSocketPathBytes = 103;
const socketName = 'mongodb.sock';
const databaseName = 'graphward';

export interface SocketLocation {
  readonly folder: string;
  readonly path: string;
  readonly uri: string;
}

/** Where the engine of a data folder listens: the same place each time, at a path short enough for a socket. */
export function socketLocationOf(runFolder: string, temporaryFolder: string): SocketLocation {
  const name = `graphward-${createHash('sha256').update(runFolder).digest('hex').slice(0, 16)}`;
  const folder = [runFolder, join(temporaryFolder, name)].find(isShortEnough) ?? join('/tmp', name);
  const path = join(folder, socketName);
  // One server, no replica set to discover; without sessions there are no retryable writes.
  const uri = `mongodb://${encodeURIComponent(path)}/${databaseName}?directConnection=true&retryWrites=false`;
  return { folder, path, uri };
}

/**
 * Makes the socket's folder one that this user alone can enter. The server calls it before it listens there, its
 * clients before they connect: in the temporary folder, anybody may have made a folder of this name.
 *
 * @throws EmbeddedMongodbError when another user owns it or can replace it.
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
 * @throws EmbeddedMongodbError when it is not this user's or root's.
 */
export function checkSocket(path: string): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  // There is none while the engine is being restarted; then nobody but this user can make one.
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
