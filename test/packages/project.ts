/** Empty folders in which the packed packages are installed. */
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { type RunningCommand, startProgram } from '../support/process.js';

export interface Project {
  readonly folder: string;
  /** What npm printed. */
  readonly installation: string;
  write(file: string, text: string): void;
  /** The text of its tsconfig.json with these compiler options changed. */
  tsconfig(changes: object): string;
  /** Runs a program to its end and fails unless it exits with 0. @returns its standard output */
  run(file: string, ...args: string[]): Promise<string>;
  /** Starts `node main.js …`, in this folder. */
  start(file: string, env?: Readonly<Record<string, string>>): RunningCommand;
}

/** Strict, and with every declaration of every dependency checked. */
const compilerOptions = {
  strict: true,
  skipLibCheck: false,
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable', 'esnext.disposable'],
  module: 'nodenext',
  // Iterators of lru-cache 10, which Yoga installs, are typed for compilers before 5.6.
  strictBuiltinIteratorReturn: false,
  types: ['node'],
};
const tsconfig = (changes: object) => JSON.stringify({ compilerOptions: { ...compilerOptions, ...changes } });
const compiler = ['typescript@~6.0', '@types/node@^20'];

/** The tarballs by package name. */
function findTarballs(): ReadonlyMap<string, string> {
  const folder = process.env.TEST_TARBALLS ?? '';
  const tarball = (prefix: RegExp) =>
    join(folder, readdirSync(folder).find((name) => prefix.test(name)) ?? '');
  return new Map([
    ['graphward', tarball(/^graphward-\d/)],
    ['@graphward/authorization', tarball(/^graphward-authorization-/)],
    ['@graphward/console', tarball(/^graphward-console-/)],
    ['@graphward/client', tarball(/^graphward-client-/)],
  ]);
}

/** An empty TypeScript project in which these are installed; our own names stand for the tarballs. */
export async function createProject(...names: readonly string[]): Promise<Project> {
  const tarballs = findTarballs();
  const folder = temporaryFolder();
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  write('package.json', JSON.stringify({ private: true, type: 'module' }));
  write('tsconfig.json', tsconfig({}));
  const installation = await install(folder, [
    ...compiler,
    ...names.map((name) => tarballs.get(name) ?? name),
  ]);
  return toProject(folder, installation);
}

/** The project that `graphward init` writes, with everything installed; the tarballs stand for our own packages. */
export async function initProject(name: string): Promise<Project> {
  const tarballs = findTarballs();
  const server = ['graphward', '@graphward/authorization', '@graphward/console'];
  const tools = await createProject(...server);
  // Elsewhere, so that nothing is found in the folder of the tool.
  const folder = join(temporaryFolder(), name);
  await tools.run('npx', 'graphward', 'init', folder);
  return toProject(
    folder,
    await install(
      folder,
      server.map((each) => tarballs.get(each) ?? each),
    ),
  );
}

/** `examples/web` as the package contains it, copied into a folder of its own, with everything installed. */
export async function copyWebExample(): Promise<Project> {
  const tarballs = findTarballs();
  const server = await createProject('graphward', '@graphward/authorization', '@graphward/console');
  const folder = join(temporaryFolder(), 'web');
  cpSync(join(server.folder, 'node_modules/graphward/examples/web'), folder, { recursive: true });
  return toProject(folder, await install(folder, [...tarballs.values()]));
}

async function install(folder: string, packages: readonly string[]): Promise<string> {
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { stdout, stderr } = await runIn(folder, 'npm', ['install', ...options, ...packages]);
  return stdout + stderr;
}

function toProject(folder: string, installation: string): Project {
  return {
    folder,
    installation,
    write: (file, text) => writeFileSync(join(folder, file), text),
    tsconfig,
    run: async (file, ...args) => (await runIn(folder, file, args)).stdout,
    start: (file, env = {}) => startProgram(process.execPath, [file], { cwd: folder, env }),
  };
}

async function runIn(cwd: string, file: string, args: readonly string[]) {
  const { exitCode, stdout, stderr } = await startProgram(file, args, { cwd }).ended;
  if (exitCode !== 0)
    throw new Error(`${file} ${args.join(' ')} exited with ${exitCode}:\n${stdout}${stderr}`);
  return { stdout, stderr };
}
