import type { KeyLife } from '../identity/keyring.js';
import type { ManifestKey } from './manifest.js';

/** A key in a manifest with its life, which depends on the keys after it. */
export interface LivingKey extends KeyLife {
  readonly entry: ManifestKey;
}

/** The clocks of two instances, each within the 30 s that `/ready` accepts, differ by at most this. */
const clockMarginMs = 60_000;

/**
 * Returns when each key signs and verifies: it signs until the next key does or it is retired, and verifies until every
 * token that it signed has expired.
 *
 * @param keys in the order in which they sign
 */
export function livesOf(keys: readonly ManifestKey[], accessTokenTtlSeconds: number): LivingKey[] {
  return keys.map((entry, index) => {
    const { retiredAt, compromised } = entry;
    const signsFrom = entry.signsFrom.getTime();
    if (compromised) return { entry, signsFrom, signsUntil: -Infinity, verifiesUntil: -Infinity };
    const next = keys.slice(index + 1).find(everSigns);
    const signsUntil = Math.min(retiredAt?.getTime() ?? Infinity, next?.signsFrom.getTime() ?? Infinity);
    return { entry, signsFrom, signsUntil, verifiesUntil: endOfTokens(signsUntil, accessTokenTtlSeconds) };
  });
}

/** Returns when every token has expired that was signed before a time. */
export function endOfTokens(signsUntil: number, accessTokenTtlSeconds: number): number {
  return signsUntil + accessTokenTtlSeconds * 1000 + clockMarginMs;
}

function everSigns({ signsFrom, retiredAt, compromised }: ManifestKey): boolean {
  return !compromised && (!retiredAt || retiredAt > signsFrom);
}
