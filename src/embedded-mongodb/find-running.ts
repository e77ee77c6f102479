import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { asFolderProblem, openDataFolder } from './data-folder.js';
import { isLockHeld } from './file-lock.js';
import { checkSocket, secureSocketFolder, socketLocationOf } from './socket-location.js';

/**
 * Finds the embedded MongoDB that another process of this user runs on the data folder.
 *
 * @returns its URI; null when none is running
 * @throws EmbeddedMongodbError when the folder cannot be used or does not belong to Graphward, or when another user
 * could have created the lock or the socket
 */
export function findRunningEmbeddedMongodb(dataDir: string): string | null {
  if (!existsSync(dataDir)) return null;
  const { serverLock, runFolder, path } = openDataFolder(dataDir);
  try {
    if (!isLockHeld(serverLock)) return null;
    const socket = socketLocationOf(runFolder, tmpdir());
    secureSocketFolder(socket.folder);
    checkSocket(socket.path);
    return socket.uri;
  } catch (error) {
    throw asFolderProblem(error, path);
  }
}
