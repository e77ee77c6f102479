import { createHash } from 'node:crypto';
import { chmodSync, lstatSync } from 'node:fs';
import { join } from 'node:path';

import { createFolder } from './create-folder.js';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';

// sockaddr_un.sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
const LONGEST_SOCKET_PATH_BYTES = 103;
const SOCKET = 'mongodb.sock';
const DATABASE = 'graphward';

export interface SocketLocation {
  readonly folder: string;
  readonly path: string;
  readonly uri: string;
}

/** Where the engine of a data folder listens: the same place each time, at a path short enough for a socket. */
export function socketLocationOf(runFolder: string, temporaryFolder: string): SocketLocation {
  const name = `graphward-${createHash('sha256').update(runFolder).digest('hex').slice(0, 16)}`;
  const folder = [runFolder, join(temporaryFolder, name)].find(isShortEnough) ?? join('/tmp', name);
  const path = join(folder, SOCKET);
  // One server, no replica set to discover; without sessions there are no retryable writes.
  const uri = `mongodb://${encodeURIComponent(path)}/${DATABASE}?directConnection=true&retryWrites=false`;
  return { folder, path, uri };
}

/**
 * Makes the socket's folder one that this user alone can enter.
 *
 * @throws EmbeddedMongodbError when another user owns it: the temporary folder is everybody's.
 */
export function createSocketFolder(folder: string): void {
  createFolder(folder);
  const status = lstatSync(folder);
  if (!status.isDirectory() || status.uid !== process.getuid?.()) {
    throw new EmbeddedMongodbError(
      `The embedded MongoDB's socket folder ${folder} belongs to another user. Remove it, or set DATA_DIR to a folder with a shorter path.`,
    );
  }
  chmodSync(folder, 0o700);
}

function isShortEnough(folder: string): boolean {
  return Buffer.byteLength(join(folder, SOCKET)) <= LONGEST_SOCKET_PATH_BYTES;
}
