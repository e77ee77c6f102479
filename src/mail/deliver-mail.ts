import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { Delivery, DeliveryCondition, MailOutbox, OutboxStatus } from '../services/index.js';
import type { ComposeMail } from './compose-mail.js';
import { MailError, type MailTransport } from './mail-message.js';

/** Sends the mails in the outbox until it is stopped. */
export interface MailDelivery {
  /** Interrupts the mails that are being sent; another process or the next start sends them. */
  stop(): Promise<void>;
}

/** When mails are sent, in milliseconds. */
export interface DeliveryTimes {
  /** The pauses between attempts. After the last one, the mail is given up. */
  readonly retryDelaysMs: readonly number[];
  /** How often to look for mails that became due elsewhere. */
  readonly pollMs: number;
  /** The maximum duration of one attempt. */
  readonly attemptMs: number;
}

export interface MailDeliveryOptions {
  readonly outbox: Pick<MailOutbox, 'lease' | 'status' | 'onDue'>;
  readonly transport: MailTransport;
  readonly compose: ComposeMail;
  /** Returns whether the change that a mail is about was made. */
  readonly isMade: (condition: DeliveryCondition) => Promise<boolean>;
  readonly metrics: Pick<Metrics, 'recordMail' | 'watchOutbox'>;
  readonly log: Logger;
  readonly times?: Partial<DeliveryTimes> | undefined;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Two days of attempts in all. The attempts of one mail take less than its lease. */
const defaultTimes: DeliveryTimes = {
  retryDelaysMs: [
    5 * second,
    30 * second,
    2 * minute,
    5 * minute,
    15 * minute,
    hour,
    4 * hour,
    12 * hour,
    24 * hour,
  ],
  pollMs: 5 * second,
  attemptMs: 60 * second,
};
/** So that sending does not compete with the response to the request that caused the mail. */
const afterResponseMs = 50;
const maxConcurrent = 4;

export function startMailDelivery(options: MailDeliveryOptions): MailDelivery {
  const { outbox, transport, compose, isMade, metrics, log } = options;
  const { retryDelaysMs, pollMs, attemptMs } = { ...defaultTimes, ...options.times };
  const stopping = new AbortController();
  const sending = new Set<Promise<void>>();
  let wake: () => void = () => undefined;
  let isAwake = false;
  let status: OutboxStatus = { waiting: 0, due: 0, oldestCreatedAt: null };
  let isReadable = true;
  metrics.watchOutbox({
    waiting: () => status.waiting,
    oldestAgeSeconds: () => {
      const { oldestCreatedAt } = status;
      return oldestCreatedAt === null ? 0 : Math.max(0, (Date.now() - oldestCreatedAt.getTime()) / second);
    },
  });

  function wakeIn(ms: number): void {
    setTimeout(() => {
      isAwake = true;
      wake();
    }, ms).unref();
  }

  /** Whether the mail still has to be sent. */
  async function isWanted({ kind, condition }: Delivery): Promise<boolean> {
    if (kind === 'none') return false;
    return !condition || isMade(condition);
  }

  async function giveUp(delivery: Delivery, error: string): Promise<void> {
    await delivery.giveUp(error);
    metrics.recordMail('given_up');
    log.error(
      { mailId: delivery.id, kind: delivery.kind, attempts: delivery.attempts, error },
      'a mail was given up. See `graphward mail list`.',
    );
  }

  async function deliver(delivery: Delivery): Promise<void> {
    const { id, kind, content, attempts } = delivery;
    if (!(await isWanted(delivery))) {
      await delivery.complete();
      return;
    }
    if (!content) return giveUp(delivery, 'cannot be decrypted: the server has another REFRESH_SECRET');
    if (delivery.hasExpired) return giveUp(delivery, 'expired before it could be sent');
    try {
      await transport.send(
        compose(delivery, content),
        AbortSignal.any([stopping.signal, AbortSignal.timeout(attemptMs)]),
      );
    } catch (error) {
      if (stopping.signal.aborted) return delivery.postpone(0, 'interrupted');
      if (!(error instanceof MailError)) {
        log.error({ err: error, mailId: id }, 'a mail cannot be composed');
        return giveUp(delivery, 'cannot be composed');
      }
      const delay = retryDelaysMs[attempts - 1];
      if (error.isPermanent || delay === undefined) return giveUp(delivery, error.message);
      await delivery.postpone(delay, error.message);
      metrics.recordMail('postponed');
      log.warn({ mailId: id, kind, attempts, error: error.message }, 'a mail could not be sent yet');
      wakeIn(delay);
      return;
    }
    if (!(await delivery.complete())) await transport.retract?.(delivery);
    metrics.recordMail('sent');
    log.debug({ mailId: id, kind }, 'a mail was sent');
  }

  async function sendDue(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (sending.size >= maxConcurrent) await Promise.race(sending);
      const delivery = await outbox.lease();
      if (!delivery) return;
      // After an error, the mail is due again when its lease expires.
      const job: Promise<void> = deliver(delivery)
        .catch((error: unknown) => log.error({ err: error, mailId: delivery.id }, 'a mail was not processed'))
        .finally(() => sending.delete(job));
      sending.add(job);
    }
  }

  async function untilWoken(): Promise<void> {
    if (isAwake) return;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    const timer = new AbortController();
    const signal = AbortSignal.any([timer.signal, stopping.signal]);
    await Promise.race([woken, pause(pollMs, undefined, { signal, ref: false }).catch(() => undefined)]);
    timer.abort();
  }

  async function lookForDue(): Promise<void> {
    if (!isAwake) {
      status = await outbox.status();
      if (status.due === 0) return;
    }
    isAwake = false;
    await sendDue();
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await lookForDue();
        isReadable = true;
      } catch (error) {
        if (isReadable) log.warn({ err: error }, 'the mail outbox cannot be read');
        isReadable = false;
      }
      await untilWoken();
    }
  }

  outbox.onDue(() => wakeIn(afterResponseMs));
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      wake();
      await running;
      await Promise.all(sending);
    },
  };
}
