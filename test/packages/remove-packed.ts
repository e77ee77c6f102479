import { rmSync } from 'node:fs';

export default function removePacked(): void {
  rmSync(process.env.TEST_TARBALLS ?? '', { recursive: true, force: true });
}
