import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { asFolderProblem, createDatabaseFolder, type DataFolder, openDataFolder } from './data-folder.js';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';
import { locateEnginePackage } from './engine-package.js';
import { startEngineProcess } from './engine-process.js';
import { currentPlatform, engineSupportOf } from './engine-support.js';
import { cacheHome, defaultCacheDir, engineEnvironment } from './environment.js';
import { acquireFileLock, type FileLock, LockHeldError } from './file-lock.js';
import type { HostSettings } from './host-messages.js';
import { socketLocationOf } from './socket-location.js';
import { superviseEngine } from './supervise-engine.js';

export interface EmbeddedMongodbOptions {
  /** Created for this user only, if it does not exist. */
  readonly dataDir: string;
  readonly log: Logger;
  /** Folder for copies of the engine patched for an older glibc; by default in the user's cache folder. */
  readonly cacheDir?: string;
  /** How often expired documents (TTL indexes) are deleted; by default every minute, as in mongod. */
  readonly ttlSweepIntervalMs?: number;
}

export interface EmbeddedMongodb {
  /** For MongoDB drivers. Restarts of the engine's process do not change it. */
  readonly uri: string;
  /** The engine's process; undefined while it restarts. */
  readonly pid: number | undefined;
  /** Closes the engine and releases the data folder. Idempotent. */
  stop(): Promise<void>;
}

const defaultTtlSweepIntervalMs = 60_000;

/**
 * Runs MongoDB in a separate process, with its data in `dataDir`. Only processes of this user can connect.
 *
 * The engine's process is restarted when it exits, and it exits when this process does, even if this process is killed.
 *
 * @throws EmbeddedMongodbError when it cannot run on this system or in this folder
 */
export async function startEmbeddedMongodb(options: EmbeddedMongodbOptions): Promise<EmbeddedMongodb> {
  const compatibility = planCompatibility(options);
  const folder = openDataFolder(options.dataDir, (message) => options.log.warn(message));
  const lock = await lockForServer(folder);
  try {
    createDatabaseFolder(folder);
    const settings = settingsFor(folder, options, compatibility);
    const env = engineEnvironment(process.env);
    const engine = await superviseEngine({
      start: () => startEngineProcess({ settings, env, log: options.log }),
      log: options.log,
    });
    let stopped: Promise<void> | undefined;
    return {
      uri: settings.uri,
      get pid() {
        return engine.pid;
      },
      stop: () => (stopped ??= engine.stop().finally(() => lock.release())),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Decides where patched copies of the engine go; undefined when this system needs none. */
function planCompatibility({ cacheDir }: EmbeddedMongodbOptions) {
  const { packageName, needsGlibcCompatibility } = engineSupportOf(currentPlatform());
  const { version, bindingPath } = locateEnginePackage(packageName);
  if (!needsGlibcCompatibility) return undefined;
  return {
    bindingPath,
    copies: `${version}-${process.arch}`,
    cacheDir: cacheDir ?? defaultCacheDir(process.env),
    configuredCache: cacheDir ?? cacheHome(process.env),
  };
}

function settingsFor(
  { path, database, engineLock, runFolder, nativeFolder }: DataFolder,
  { ttlSweepIntervalMs = defaultTtlSweepIntervalMs }: EmbeddedMongodbOptions,
  compatibility: ReturnType<typeof planCompatibility>,
): HostSettings {
  const socket = socketLocationOf(runFolder, tmpdir());
  const settings = {
    databaseFolder: database,
    engineLock,
    socketFolder: socket.folder,
    socketPath: socket.path,
    uri: socket.uri,
    ttlSweepIntervalMs,
  };
  if (!compatibility) return settings;
  const { bindingPath, cacheDir, configuredCache, copies } = compatibility;
  const folders = [{ path: join(nativeFolder, copies), configured: path }];
  if (cacheDir && configuredCache)
    folders.unshift({ path: join(cacheDir, copies), configured: configuredCache });
  return { ...settings, compatibility: { bindingPath, folders } };
}

async function lockForServer({ path, serverLock }: DataFolder): Promise<FileLock> {
  try {
    return await acquireFileLock(serverLock);
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw asFolderProblem(error, path);
    throw new EmbeddedMongodbError(
      `The data folder ${path} is in use by another server (process ${error.holder.pid}). Stop that server, set DATA_DIR to another folder, or share one database: run \`graphward mongo\` and set MONGODB_URI to the URI it prints.`,
      { cause: error },
    );
  }
}
