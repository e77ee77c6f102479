import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { escapeUnsafeText } from '../identity/free-text.js';

/** The package's `templates/project` folder. */
const template = fileURLToPath(new URL('../../templates/project/', import.meta.url));
/** npm would rename or leave out a file of this name in a package. */
const storedNames: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/** Names that npm accepts, without a scope. */
const validName = /^[a-z0-9][a-z0-9._-]{0,213}$/;
/** npm refuses a package with the name of its dependency. */
const reservedNames: ReadonlySet<string> = new Set(['graphward', 'node_modules', 'favicon.ico']);

export function addInitCommand(program: Command, version: string): void {
  program
    .command('init [folder]')
    .description('Write a small TypeScript project: a module, its test, and what runs them.')
    .option('--name <name>', 'the name in package.json; by default that of the folder')
    .action((folder: string | undefined, options: { readonly name?: string }) => {
      const target = resolve(folder ?? '.');
      const name = options.name ?? basename(target);
      requireValidName(name);
      requireEmptyFolder(target);
      writeProject(target, { name, version });
      console.log(nextSteps(target));
    });
}

/** @throws Error if npm would not accept the name */
function requireValidName(name: string): void {
  if (validName.test(name) && !reservedNames.has(name)) return;
  throw new Error(
    `Invalid project name: ${name}. A name has lower-case letters, digits, ".", "_" and "-", begins with a letter or digit, ` +
      'and is not that of another package. Choose one with --name.',
  );
}

/** @throws Error if the folder contains anything but a Git repository */
function requireEmptyFolder(folder: string): void {
  const found = filesIn(folder).find((name) => name !== '.git');
  if (found === undefined) return;
  throw new Error(`Folder not empty: ${folder} contains ${found}. Choose a new or empty folder.`);
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR')
      throw new Error(`Not a folder: ${folder}. Choose a new or empty folder.`, { cause: error });
    throw error;
  }
}

function writeProject(target: string, values: Readonly<Record<'name' | 'version', string>>): void {
  const entries = readdirSync(template, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const source = join(entry.parentPath, entry.name);
    const path = join(target, relative(template, entry.parentPath), storedNames[entry.name] ?? entry.name);
    const text = readFileSync(source, 'utf8').replace(
      /\{\{(name|version)\}\}/g,
      (_match, key: keyof typeof values) => values[key],
    );
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  }
}

function nextSteps(target: string): string {
  const folder = relative(process.cwd(), target);
  const steps = [...(folder === '' ? [] : [`cd ${folder}`]), 'npm install', 'npm test', 'npm start'];
  const lines = [`A project is in ${target}. Next:`, ...steps.map((step) => `  ${step}`)];
  return lines.map(escapeUnsafeText).join('\n');
}
