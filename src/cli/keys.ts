import { type Command, Option } from 'commander';
import { loadKeySettings } from '../config/index.js';
import { escapeUnsafeText } from '../identity/free-text.js';
import {
  addKey,
  generateKey,
  importKey,
  type KeyDescription,
  listKeys,
  retireKey,
  type Retirement,
} from '../key-folder/index.js';
import { keepFilesPrivate } from '../process.js';

interface AddOptions {
  readonly signNow?: boolean;
}

export function addKeysCommands(program: Command): void {
  const keys = program
    .command('keys')
    .description('Manage the keys that sign access tokens, in JWT_KEYS_DIR or in DATA_DIR/jwt-keys.');

  keys
    .command('new')
    .description(
      'Create a key. Running servers publish it now, and sign with it after JWT_KEY_PUBLISH_DELAY.',
    )
    .addOption(
      new Option('--algorithm <name>', 'ES256 or RS256').choices(['ES256', 'RS256']).default('ES256'),
    )
    .option('--sign-now', 'sign with it now, although other services may not know it yet')
    .action(({ algorithm, signNow = false }: AddOptions & { algorithm: 'ES256' | 'RS256' }) => {
      const { source, ...options } = settings();
      printAdded(addKey(source, generateKey(algorithm), { ...options, signsNow: signNow }));
    });

  keys
    .command('import <file>')
    .description('Add a private key from a PEM file: EC P-256, or RSA of at least 2048 bits.')
    .option('--passphrase-file <file>', 'a file with the passphrase of an encrypted key')
    .option('--sign-now', 'sign with it now, although other services may not know it yet')
    .action((file: string, { passphraseFile, signNow = false }: AddOptions & { passphraseFile?: string }) => {
      const { source, ...options } = settings();
      const more = { passphraseFile: passphraseFile ?? null, signsNow: signNow };
      printAdded(importKey(source, file, { ...options, ...more }));
    });

  keys
    .command('list')
    .description(
      'List the keys: ID, algorithm, state, from when they sign, until when they verify, file. Exits with 1 if there is a problem.',
    )
    .option('--json', 'print JSON')
    .action(({ json = false }: { json?: boolean }) => {
      const { source, ...options } = settings();
      const found = listKeys(source, options);
      if (json) console.log(JSON.stringify({ folder: source.folder, ...found }, null, 2));
      else for (const key of found.keys) console.log(toColumns(key));
      if (found.problems.length === 0) return;
      if (!json) throw new Error(found.problems.join('\n'));
      process.exitCode = 1;
    });

  keys
    .command('retire <key>')
    .description(
      'Retire a key, by ID or file name: withdraw a new one, or remove one whose tokens have expired.',
    )
    .option('--compromised', 'reject all tokens of this key immediately')
    .action((key: string, { compromised = false }: { compromised?: boolean }) => {
      const { source, ...options } = settings();
      console.log(describe(retireKey(source, key, { ...options, compromised })));
    });
}

function settings() {
  keepFilesPrivate();
  return { ...loadKeySettings(process.env, '.env'), now: new Date() };
}

function printAdded(key: KeyDescription): void {
  console.log(toColumns(key));
  if (key.state === 'published')
    console.log(`It signs from ${text(key.signsFrom)}. Copy the folder to all instances before.`);
}

function toColumns({ kid, algorithm, state, signsFrom, verifiesUntil, file }: KeyDescription): string {
  return [kid, algorithm, state, text(signsFrom), text(verifiesUntil), file]
    .map((column) => escapeUnsafeText(column ?? '-'))
    .join('\t');
}

function describe({ outcome, key }: Retirement): string {
  switch (outcome) {
    case 'compromised':
      return 'The key is compromised: running servers reject its tokens within two seconds. Other services may accept them until they expire or the published keys are fetched again.';
    case 'removed':
      return `${key.file} was removed.`;
    case 'withdrawn':
      return 'The key will not sign. Run this command again to remove it when it has expired.';
    case 'will be retired':
      return `The key signs until ${text(key.signsUntil)}, when the next key begins, and verifies until ${text(key.verifiesUntil)}. Nothing to do now.`;
    case 'still verifies':
      return `Its tokens are valid until ${text(key.verifiesUntil)}. Run this command again after that to remove the key.`;
  }
}

function text(date: Date | null): string {
  return date?.toISOString() ?? '-';
}
