/** Files that belong to another user of the machine. */
import { spawnSync } from 'node:child_process';
import { chmodSync, lchownSync, mkdirSync, writeFileSync } from 'node:fs';

/** `nobody`: a user that exists on every system and runs nothing here. */
export const otherUid = 65_534;

const isRoot = process.geteuid?.() === 0;
if (!isRoot) process.stderr.write('Skipped: tests with files of another user, which only root can make.\n');

/** `it` for tests that change the owner of files; skipped unless run as root. */
export const itAsRoot = isRoot ? it : it.skip;

export function giveAway(...paths: string[]): void {
  for (const path of paths) lchownSync(path, otherUid, otherUid);
}

/** Writes a file whose mode does not depend on the umask. */
export function writeWithMode(path: string, mode: number, content: string | Buffer = ''): string {
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** Creates a folder whose mode does not depend on the umask. */
export function makeFolder(path: string, mode: number): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
  return path;
}

export function makeNamedPipe(path: string): string {
  spawnSync('mkfifo', [path]);
  return path;
}
