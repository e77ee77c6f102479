import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { createRequestMetrics, type HandledRequest } from './request-metrics.js';

/** The metrics of one process, as prom-client serializes them. */
export type MetricValues = readonly object[];

/** What became of a code that somebody entered as the second factor. */
export type SecondFactorOutcome = 'code' | 'recovery_code' | 'refused';

export interface Metrics {
  readonly contentType: string;
  /** All metrics in the Prometheus text format. */
  text(): Promise<string>;
  /** All metrics as data, for another process to aggregate. */
  values(): Promise<MetricValues>;
  recordRequest(request: HandledRequest): void;
  /** @param attempts the number of attempts; 1 by default */
  recordSignIn(outcome: string, attempts?: number): void;
  /** Counts security events. Their types and outcomes are few. @param count 1 by default */
  recordSecurityEvent(type: string, outcome: string, count?: number): void;
  /** Counts a code that somebody entered as the second factor. */
  recordSecondFactor(outcome: SecondFactorOutcome): void;
  /** Counts a rejected access token by the step of its verification and by its issuer. */
  recordRefusedToken(step: string, issuer: string): void;
  /** Counts a fetch of the keys of a trusted issuer. */
  recordKeyFetch(issuer: string, outcome: 'success' | 'failure'): void;
  /** Counts a sign-in, registration or password change that the queue rejected. */
  recordRejectedHash(): void;
  /** Adds a gauge for the sign-ins, registrations and password changes that wait for their turn to hash. */
  watchPasswordHashes(waiting: () => number): void;
  /** Counts events of the audit trail: written, failed (their change was not acknowledged), or dropped. */
  recordAuditEvents(outcome: 'written' | 'failed' | 'dropped', count: number): void;
  /** Adds a gauge for the events that wait to be written to the audit trail. */
  watchAuditTrail(waiting: () => number): void;
  /** Counts a mail that was sent, postponed after a failed attempt, or given up. */
  recordMail(outcome: 'sent' | 'postponed' | 'given_up'): void;
  /** Adds gauges for the mails that wait to be sent. */
  watchOutbox(source: { waiting: () => number; oldestAgeSeconds: () => number }): void;
  /** Counts the times that the key folder was read after start-up. */
  recordKeyringReload(outcome: 'loaded' | 'failed'): void;
  /** Adds gauges for the signing keys and for the problems that prevented the last reload. */
  watchKeyring(source: { keys: () => number; problems: () => number }): void;
  /** Adds gauges for the live revocations and for whether revocation polling works. */
  watchRevocations(source: { live: () => number; inTouch: () => boolean }): void;
}

/** Creates metrics in a separate registry, so that several servers in one process do not share them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = createRequestMetrics();
  const signIns = new Counter({
    name: 'graphward_sign_ins_total',
    help: 'Sign-in attempts, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const securityEvents = new Counter({
    name: 'graphward_security_events_total',
    help: 'Security events, by type and outcome, as in the log.',
    labelNames: ['type', 'outcome'],
    registers: [registry],
  });
  const secondFactors = new Counter({
    name: 'graphward_second_factor_checks_total',
    help: 'Second factors entered: code or recovery_code if it was accepted, otherwise refused.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const refusedTokens = new Counter({
    name: 'graphward_tokens_rejected_total',
    help: 'Rejected access tokens, by the step of the verification and by issuer.',
    labelNames: ['step', 'issuer'],
    registers: [registry],
  });
  const keyFetches = new Counter({
    name: 'graphward_issuer_key_fetches_total',
    help: 'Fetches of the keys of trusted issuers, by issuer and outcome: success or failure.',
    labelNames: ['issuer', 'outcome'],
    registers: [registry],
  });
  const rejectedHashes = new Counter({
    name: 'graphward_password_hashes_rejected_total',
    help: 'Sign-ins, registrations and password changes rejected because too many were waiting.',
    registers: [registry],
  });
  const auditEvents = new Counter({
    name: 'graphward_audit_events_total',
    help: 'Events of the audit trail: written, failed (the change was not acknowledged) or dropped.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const mails = new Counter({
    name: 'graphward_mails_total',
    help: 'Mails, by outcome: sent, postponed or given_up.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const keyringReloads = new Counter({
    name: 'graphward_keyring_reloads_total',
    help: 'Reloads of the signing keys: loaded, or failed (the earlier keys stay in use).',
    labelNames: ['outcome'],
    registers: [registry],
  });
  /** @param aggregator how the values of several workers become one */
  const gauge = (name: string, help: string, aggregator: 'max' | 'min' | 'sum', read: () => number) =>
    new Gauge({
      name,
      help,
      aggregator,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });

  return {
    contentType: registry.contentType,
    text: async () => `${await registry.metrics()}\n${await requests.text()}`,
    values: async () => [...(await registry.getMetricsAsJSON()), ...requests.values()],
    recordRequest: requests.record,
    recordSignIn: (outcome, attempts = 1) => signIns.inc({ outcome }, attempts),
    recordSecurityEvent: (type, outcome, count = 1) => securityEvents.inc({ type, outcome }, count),
    recordSecondFactor: (outcome) => secondFactors.inc({ outcome }),
    recordRefusedToken: (step, issuer) => refusedTokens.inc({ step, issuer }),
    recordKeyFetch: (issuer, outcome) => keyFetches.inc({ issuer, outcome }),
    recordRejectedHash: () => rejectedHashes.inc(),
    watchPasswordHashes: (waiting) => {
      gauge(
        'graphward_password_hashes_waiting',
        'Sign-ins, registrations and password changes that wait for their turn to hash.',
        'sum',
        waiting,
      );
    },
    recordAuditEvents: (outcome, count) => auditEvents.inc({ outcome }, count),
    watchAuditTrail: (waiting) => {
      gauge(
        'graphward_audit_events_waiting',
        'Events that wait to be written to the audit trail.',
        'sum',
        waiting,
      );
    },
    recordMail: (outcome) => mails.inc({ outcome }),
    watchOutbox: ({ waiting, oldestAgeSeconds }) => {
      gauge('graphward_mail_outbox_length', 'Mails that wait to be sent.', 'max', waiting);
      gauge(
        'graphward_mail_outbox_oldest_age_seconds',
        'How long the oldest of these mails has been waiting.',
        'max',
        oldestAgeSeconds,
      );
    },
    recordKeyringReload: (outcome) => keyringReloads.inc({ outcome }),
    watchKeyring: ({ keys, problems }) => {
      gauge('graphward_keyring_keys', 'Keys with which access tokens are verified.', 'min', keys);
      gauge(
        'graphward_keyring_problems',
        'Problems that prevent the current signing keys from being loaded; 0 if they are loaded.',
        'max',
        problems,
      );
    },
    watchRevocations: ({ live, inTouch }) => {
      gauge('graphward_revocations_live', 'Live revocations in memory.', 'max', live);
      gauge(
        'graphward_revocations_in_touch',
        '1 while revocation polling works; 0 while it has stalled and all tokens are rejected.',
        'min',
        () => (inTouch() ? 1 : 0),
      );
    },
  };
}

/** Aggregates the metrics of worker processes in their primary. */
export interface FleetMetrics {
  /** @returns the workers' aggregated metrics and the primary's own, in the Prometheus text format */
  combine(workers: readonly MetricValues[]): Promise<string>;
  recordRestart(): void;
}

export function createFleetMetrics(workers: {
  readonly wanted: number;
  readonly listening: () => number;
}): FleetMetrics {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({ name: 'graphward_workers_wanted', help: 'Configured worker processes.', registers }).set(
    workers.wanted,
  );
  new Gauge({
    name: 'graphward_workers_listening',
    help: 'Worker processes that are listening.',
    registers,
    collect() {
      this.set(workers.listening());
    },
  });
  const restarts = new Counter({
    name: 'graphward_worker_restarts_total',
    help: 'Restarts of worker processes that exited.',
    registers,
  });
  return {
    combine: async (readings) => {
      const all = [...readings, await registry.getMetricsAsJSON()];
      return AggregatorRegistry.aggregate(all).metrics();
    },
    recordRestart: () => restarts.inc(),
  };
}
