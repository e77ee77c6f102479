import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { openDataFolder } from './data-folder.js';
import { isLockHeld } from './file-lock.js';
import { socketLocationOf } from './socket-location.js';

/**
 * The URI of the embedded MongoDB that another process of this user runs on the folder, if there is one.
 *
 * @throws EmbeddedMongodbError when the folder cannot be used or is not Graphward's.
 */
export function findRunningEmbeddedMongodb(dataDir: string): string | null {
  if (!existsSync(dataDir)) return null;
  const { serverLock, runFolder } = openDataFolder(dataDir);
  return isLockHeld(serverLock) ? socketLocationOf(runFolder, tmpdir()).uri : null;
}
