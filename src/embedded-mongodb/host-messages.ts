/** A folder for adjusted copies of the engine. */
export interface CopiesFolder {
  readonly path: string;
  /** The folder above it that the environment names; what lies in it is Graphward's own. */
  readonly configured: string;
}

/** What the engine's process is told when it is started, as its one argument, in JSON. */
export interface HostSettings {
  readonly databaseFolder: string;
  readonly engineLock: string;
  readonly socketFolder: string;
  readonly socketPath: string;
  readonly uri: string;
  /** Set where the engine's files have to be adjusted to this system's glibc. */
  readonly compatibility?: { readonly bindingPath: string; readonly folders: readonly CopiesFolder[] };
  readonly ttlSweepIntervalMs: number;
}

/** What the engine's process reports to its parent. */
export type HostReport =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'swept'; readonly deleted: number; readonly failures: readonly string[] };

/** The parent's only word: close the engine, then exit. */
export const stopMessage = 'stop';
