import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** More than the databases of a whole run take up. */
const bytesOfDatabases = 4 * 1024 ** 3;
const unpackedFolder = join(__dirname, '../../node_modules/.cache/graphward-chromium');

/** Starts one MongoDB for the whole run, with the public command. Each server gets its own database. */
export default async function startMongodb(): Promise<void> {
  const dataDir = mkdtempSync(join(fastFolder(), 'graphward-tests-'));
  const mongodb = spawn(process.execPath, ['dist/cli/graphward.js', 'mongo'], {
    env: { ...process.env, DATA_DIR: dataDir, MONGODB_URI: '', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  Object.assign(globalThis, { testMongodb: { process: mongodb, dataDir } });
  process.env.TEST_MONGODB_URI = await firstLine(mongodb.stdout);
  await provideChromium();
}

/** A folder in memory if there is room, because MongoDB flushes several files to disk for each new database. */
function fastFolder(): string {
  const inMemory = '/dev/shm';
  if (!existsSync(inMemory)) return tmpdir();
  const { bavail, bsize } = statfsSync(inMemory);
  return bavail * bsize > bytesOfDatabases ? inMemory : tmpdir();
}

async function provideChromium(): Promise<void> {
  const { TEST_CHROMIUM: wanted } = process.env;
  const found = await findChromium(wanted);
  if ('path' in found) process.env.TEST_CHROMIUM_PATH = found.path;
  else if (wanted !== undefined) throw new Error(`TEST_CHROMIUM=${wanted}: ${found.problem}.`);
  else
    process.stderr.write(
      `Browser tests are skipped: ${found.problem}. Install Chromium to run them, for example: apt-get install -y chromium\n`,
    );
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('The embedded MongoDB for the tests did not start.');
}

/** A browser for the tests, or the reason why there is none. */
type ChromiumSearch = { readonly path: string } | { readonly problem: string };

/**
 * Finds an installed Chromium, or else unpacks the one inside the npm package `@sparticuz/chromium`.
 *
 * @param only `installed` or `bundled` to try nothing else
 */
async function findChromium(only?: string): Promise<ChromiumSearch> {
  const installed = only === 'bundled' ? undefined : systemPaths.find(existsSync);
  if (installed !== undefined) return { path: installed };
  if (only === 'installed') return { problem: `none of ${systemPaths.join(', ')} exists` };
  try {
    const path = await unpackBundledChromium();
    // Fails if one of its shared libraries is missing.
    await promisify(execFile)(path, ['--version']);
    return { path };
  } catch (error) {
    return {
      problem: `the bundled Chromium cannot run here (${(error as Error).message.split('\n', 1)[0]})`,
    };
  }
}

async function unpackBundledChromium(): Promise<string> {
  if (!existsSync(unpackedFolder)) {
    mkdirSync(dirname(unpackedFolder), { recursive: true });
    // Unpacked elsewhere and then moved, so that an interrupted run leaves no incomplete file.
    const draft = mkdtempSync(`${unpackedFolder}-`);
    await withTemporaryFolder(draft, async () => {
      const { default: bundled } = await import('@sparticuz/chromium');
      await bundled.executablePath();
    });
    renameSync(draft, unpackedFolder);
  }
  return join(unpackedFolder, 'chromium');
}

/** The package unpacks into the temporary folder, and trusts what it finds there. */
async function withTemporaryFolder(folder: string, work: () => Promise<void>): Promise<void> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    await work();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
