import { setTimeout as pause } from 'node:timers/promises';

/** Repeats an expectation until it holds; after the deadline its last failure is the test's. */
export async function eventually(
  expectation: () => Promise<void> | void,
  deadlineMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    try {
      await expectation();
      return;
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await pause(20);
    }
  }
}
