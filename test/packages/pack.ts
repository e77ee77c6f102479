import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Packs both packages once for all tests, which find the tarballs in the folder TEST_TARBALLS. */
export default function pack(): void {
  const folder = mkdtempSync(join(tmpdir(), 'graphward-packed-'));
  process.env.TEST_TARBALLS = folder;
  const cwd = join(__dirname, '../..');
  execFileSync('npm', ['run', '--silent', 'pack', '--', '--pack-destination', folder], {
    cwd,
    stdio: 'pipe',
  });
}
