/**
 * Returns the current time. Passed as an argument, so that tests can control it.
 *
 * @example
 * ```ts
 * const clock: Clock = () => new Date('2030-01-01T00:00:00Z');
 * ```
 */
export type Clock = () => Date;

/** The clock of this machine. */
export const systemClock: Clock = () => new Date();

/** Whole seconds since the epoch, as JWT's NumericDate (RFC 7519 §2) counts them. */
export function epochSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
