import { runInThisContext } from 'node:vm';

/** Jest gives tests a copy of `process` that receives no events. This is the process itself. */
const realProcess = runInThisContext('process') as NodeJS.Process;

/** The number of turns of the event loop after which everything still pending has settled. */
const TURNS = 8;

/** The reasons of all unhandled promise rejections while `run` runs and shortly after. */
export async function unhandledRejections(run: () => unknown): Promise<unknown[]> {
  const reasons: unknown[] = [];
  const listener = (reason: unknown) => void reasons.push(reason);
  // Jest's own listener would fail the test before it can report the operation and the schema.
  const others = realProcess.rawListeners('unhandledRejection') as NodeJS.UnhandledRejectionListener[];
  for (const other of others) realProcess.off('unhandledRejection', other);
  realProcess.on('unhandledRejection', listener);
  try {
    await run();
    for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
  } finally {
    realProcess.off('unhandledRejection', listener);
    for (const other of others) realProcess.on('unhandledRejection', other);
  }
  return reasons;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
