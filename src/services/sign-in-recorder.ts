import type { SessionModel, UserModel } from '../models/index.js';
import type { Logger } from '../observability/logger.js';
import type { SessionEndings } from './session-endings.js';

/** Records sign-ins after their response. */
export interface SignInRecorder {
  /** Call it when the session exists. */
  record(userId: string, at: Date): void;
  /** Writes the pending records, then stops. */
  stop(): Promise<void>;
}

const flushAfterMs = 500;

/**
 * Creates a recorder for the work of a sign-in that its response does not wait for: it writes `lastLoginAt`, ends sessions
 * beyond the limit, and deletes a session that began while its account was being deleted, in batches. Such a session is
 * not accepted in the meantime either.
 */
export function createSignInRecorder(
  users: Pick<UserModel, 'recordSignIns'>,
  sessions: Pick<SessionModel, 'deleteAllOf'>,
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
      const deleted = await users.recordSignIns(batch);
      for (const userId of batch.keys())
        await (deleted.includes(userId) ? sessions.deleteAllOf(userId) : endings.endExcessOf(userId));
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
