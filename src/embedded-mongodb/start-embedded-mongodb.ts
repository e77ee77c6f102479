import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Logger } from 'pino';

import { asFolderProblem, createDatabaseFolder, openDataFolder, type DataFolder } from './data-folder.js';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';
import { locateEnginePackage } from './engine-package.js';
import { startEngineProcess } from './engine-process.js';
import { currentPlatform, engineSupportOf } from './engine-support.js';
import { cacheHome, defaultCacheDir, engineEnvironment } from './environment.js';
import { acquireFileLock, LockHeldError, type FileLock } from './file-lock.js';
import type { HostSettings } from './host-messages.js';
import { socketLocationOf } from './socket-location.js';
import { superviseEngine } from './supervise-engine.js';

export interface EmbeddedMongodbOptions {
  /** Created, readable by this user alone, if it is not there. */
  readonly dataDir: string;
  readonly log: Logger;
  /** Where copies of the engine adjusted to an older glibc are kept; by default in the user's cache folder. */
  readonly cacheDir?: string;
  /** How often documents past their TTL index are deleted: each minute by default, as by a mongod. */
  readonly ttlSweepIntervalMs?: number;
}

export interface EmbeddedMongodb {
  /** What MongoDB drivers connect to. It stays the same when the engine's process is replaced. */
  readonly uri: string;
  /** The engine's present process; undefined while it is being replaced. */
  readonly pid: number | undefined;
  /** Closes the engine and gives the data folder free. Calling it again changes nothing. */
  stop(): Promise<void>;
}

const defaultTtlSweepIntervalMs = 60_000;

/**
 * Runs a MongoDB in a process of its own, with its data in `dataDir`, for this user's processes only.
 *
 * It ends with this process, however that ends, and is started again if it dies before.
 *
 * @throws EmbeddedMongodbError when it cannot run on this system or in this folder.
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

/** Where the adjusted copies of the engine belong; undefined on a system that needs none. */
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
