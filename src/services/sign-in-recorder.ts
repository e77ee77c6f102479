import type { UserModel } from '../models/index.js';
import type { Logger } from '../observability/logger.js';
import type { SessionEndings } from './session-endings.js';

/** Records sign-ins after their response. */
export interface SignInRecorder {
  record(userId: string, at: Date): void;
  /** Writes the pending records, then stops. */
  stop(): Promise<void>;
}

const flushAfterMs = 500;

/**
 * Creates a recorder for the work of a sign-in that its response does not wait for: it writes `lastLoginAt` and ends
 * sessions beyond the limit, in batches.
 */
export function createSignInRecorder(
  users: Pick<UserModel, 'recordSignIns'>,
  endings: Pick<SessionEndings, 'endExcessOf'>,
  log: Logger,
): SignInRecorder {
  let pending = new Map<string, Date>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = pending;
    pending = new Map();
    writing = writing.then(() => write(batch));
    return writing;
  }

  async function write(batch: ReadonlyMap<string, Date>): Promise<void> {
    if (batch.size === 0) return;
    try {
      await users.recordSignIns(batch);
      for (const userId of batch.keys()) await endings.endExcessOf(userId);
    } catch (error) {
      log.warn({ err: error, users: batch.size }, 'Could not record sign-ins or end excess sessions');
    }
  }

  return {
    record: (userId, at) => {
      pending.set(userId, at);
      timer ??= setTimeout(() => void flush(), flushAfterMs);
    },
    stop: flush,
  };
}
