/** Files as another user of the machine would leave them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, lchownSync, mkdirSync, writeFileSync } from 'node:fs';

/** A user that every system has and that runs nothing here: `nobody`. */
export const otherUid = 65_534;

const isRoot = process.geteuid?.() === 0;
if (!isRoot) process.stderr.write('Skipped: tests with files of another user, which only root can make.\n');

/** `it`, where files can be given to another user; skipped for anybody but root. */
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

/** Makes a folder whose mode does not depend on the umask. */
export function makeFolder(path: string, mode: number): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
  return path;
}

export function makeNamedPipe(path: string): string {
  spawnSync('mkfifo', [path]);
  return path;
}
