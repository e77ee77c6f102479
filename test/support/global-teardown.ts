import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';

export default async function stopMongodb(): Promise<void> {
  const { testMongodb } = globalThis as unknown as {
    testMongodb: { process: ChildProcess; dataDir: string };
  };
  const exited = once(testMongodb.process, 'exit');
  testMongodb.process.kill('SIGTERM');
  await exited;
  rmSync(testMongodb.dataDir, { recursive: true, force: true });
}
