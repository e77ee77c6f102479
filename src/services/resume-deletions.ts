import type { Logger } from '../observability/logger.js';
import type { DeletionService } from './deletions.js';

const everyMs = 60_000;

/**
 * Completes interrupted deletions, now and then every minute.
 *
 * @returns what stops it, once those that it found now are completed
 */
export async function resumeDeletions(
  deletions: Pick<DeletionService, 'resume'>,
  log: Logger,
): Promise<() => Promise<void>> {
  const resume = async (): Promise<void> => {
    try {
      const count = await deletions.resume();
      if (count > 0) log.info({ count }, 'Completed interrupted deletions of accounts');
    } catch (error) {
      log.error({ err: error }, 'Could not complete an interrupted deletion; it is tried again in a minute');
    }
  };
  await resume();
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(resume);
  }, everyMs).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
