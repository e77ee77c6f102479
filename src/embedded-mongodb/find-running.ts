import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { asFolderProblem, openDataFolder } from './data-folder.js';
import { isLockHeld } from './file-lock.js';
import { checkSocket, secureSocketFolder, socketLocationOf } from './socket-location.js';

/**
 * The URI of the embedded MongoDB that another process of this user runs on the folder, if there is one.
 *
 * @throws EmbeddedMongodbError when the folder cannot be used or is not Graphward's, or when another user could have
 * made the lock or the socket.
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
