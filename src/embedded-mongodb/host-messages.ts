/** A folder for patched copies of the engine. */
export interface CopiesFolder {
  readonly path: string;
  /** The folder from the configuration that contains it; Graphward creates everything in between. */
  readonly configured: string;
}

/** The settings of the engine's process: its only argument, as JSON. */
export interface HostSettings {
  readonly databaseFolder: string;
  readonly engineLock: string;
  readonly socketFolder: string;
  readonly socketPath: string;
  readonly uri: string;
  /** Set when the engine's files must be patched for this system's glibc. */
  readonly compatibility?: { readonly bindingPath: string; readonly folders: readonly CopiesFolder[] };
  readonly ttlSweepIntervalMs: number;
}

/** A message from the engine's process to its parent. */
export type HostReport =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'swept'; readonly deleted: number; readonly failures: readonly string[] };

/** The parent's only message: close the engine, then exit. */
export const stopMessage = 'stop';
