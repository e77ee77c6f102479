import { existsSync } from 'node:fs';
import { databaseFolderOf } from './data-folder.js';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';

/** @throws EmbeddedMongodbError when no server has created a database in the data folder yet */
export function requireEmbeddedDatabase(dataDir: string): void {
  if (existsSync(databaseFolderOf(dataDir))) return;
  throw new EmbeddedMongodbError(
    `The data folder ${dataDir} has no database yet. Start the server, which creates it. If your server uses another database, set DATA_DIR or MONGODB_URI as the server does.`,
  );
}
