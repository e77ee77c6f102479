import { setTimeout as pause } from 'node:timers/promises';

/** Repeats an expectation until it passes. After the deadline, throws its last failure. */
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
