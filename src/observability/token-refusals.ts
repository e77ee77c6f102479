import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** A credential that was rejected. Contains nothing of the token, apart from the names of claims. */
export interface TokenRefusal {
  /** The step that rejected it. */
  readonly step: string;
  /** What the client is told. */
  readonly reason: string;
  /** The issuer whose rules applied. */
  readonly issuer: string;
  readonly problem?: string | undefined;
}

/** Reports rejected credentials. */
export interface TokenRefusals {
  readonly record: (refusal: TokenRefusal) => void;
}

const intervalMs = 60_000;
const maxProblemLength = 200;

/**
 * Counts rejected credentials by step. Logs the first one of each step, and then one line per minute with the number of
 * the others, because clients can cause them at will.
 */
export function createTokenRefusals(
  log: Logger,
  metrics: Pick<Metrics, 'recordRefusedToken'>,
): TokenRefusals {
  /** The refusals that have not been logged, by issuer and step, of the current interval. */
  const pending = new Map<string, number>();

  return {
    record: ({ step, reason, issuer, problem }) => {
      metrics.recordRefusedToken(step, issuer);
      const kind = `${issuer} ${step}`;
      const count = pending.get(kind);
      if (count !== undefined) {
        pending.set(kind, count + 1);
        return;
      }
      pending.set(kind, 0);
      const said = problem === undefined ? {} : { problem: problem.slice(0, maxProblemLength) };
      log.info({ step, reason, issuer, ...said }, 'an access token was rejected');
      setTimeout(() => {
        const more = pending.get(kind) ?? 0;
        pending.delete(kind);
        if (more > 0) log.info({ step, reason, issuer, count: more }, 'more access tokens were rejected');
      }, intervalMs).unref();
    },
  };
}
