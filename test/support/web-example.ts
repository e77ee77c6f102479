/** A copy of `examples/web` with its dependencies, as somebody has it who copied the folder and ran `npm install`. */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './embedded-mongodb.js';
import { type CommandResult, startProgram } from './process.js';
import { projectRoot } from './readme.js';

export interface WebExample {
  readonly folder: string;
  write(file: string, text: string): void;
  /** Runs a command of its `node_modules/.bin`, or npm. */
  run(command: string, env?: Readonly<Record<string, string>>): Promise<CommandResult>;
}

export function copyWebExample(): WebExample {
  const folder = temporaryFolder();
  cpSync(join(projectRoot, 'examples/web'), folder, {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist|generated)$/.test(path),
  });
  // A package of the workspace may have its own version of something.
  const installed = [join(projectRoot, 'packages/console/node_modules'), join(projectRoot, 'node_modules')];
  const link = (name: string, target = installed.map((each) => join(each, name)).find(existsSync)) => {
    const path = join(folder, 'node_modules', name);
    mkdirSync(join(path, '..'), { recursive: true });
    symlinkSync(target ?? '', path);
  };
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>;
  for (const name of Object.keys({ ...dependencies, ...devDependencies }))
    link(name, name === 'graphward' ? projectRoot : undefined);
  // For the recipe of the documentation.
  for (const name of ['@graphql-eslint/eslint-plugin', 'typescript-eslint']) link(name);
  link('.bin/graphward', join(projectRoot, 'dist/cli/graphward.js'));
  for (const name of ['graphql-codegen', 'tsc', 'vite', 'eslint']) link(`.bin/${name}`);
  return {
    folder,
    write: (file, text) => writeFileSync(join(folder, file), text),
    run: (command, env = {}) => {
      const PATH = `${join(folder, 'node_modules/.bin')}:${process.env.PATH ?? ''}`;
      return startProgram('bash', ['-c', command], { cwd: folder, env: { ...env, PATH } }).ended;
    },
  };
}
