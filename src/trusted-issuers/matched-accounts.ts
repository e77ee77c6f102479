import { LRUCache } from 'lru-cache';
import { AppError } from '../errors/index.js';
import type { MatchedAccount, MatchedAccounts } from '../identity/authenticate.js';

/** An account as it is stored. */
export interface StoredAccount extends MatchedAccount {
  readonly emailVerified: boolean;
  readonly version: number;
}

export interface MatchedAccountsOptions {
  readonly findByEmail: (email: string) => Promise<StoredAccount | null>;
  /** Whether the account has changed since it had this version. */
  readonly hasChanged: (id: string, version: number) => boolean;
}

interface Match {
  readonly account: StoredAccount | null;
  readonly until: number;
}

const maxMatches = 10_000;
/** A change of the account takes effect immediately; this bounds how long a match outlives anything else. */
const accountTtlMs = 60_000;
const noAccountTtlMs = 10_000;

/** Matches users of other issuers to accounts whose address is verified, too. Each lookup is one database command. */
export function createMatchedAccounts({ findByEmail, hasChanged }: MatchedAccountsOptions): MatchedAccounts {
  const matches = new LRUCache<string, Match>({ max: maxMatches });
  const pending = new Map<string, Promise<void>>();

  function current(email: string): Match | undefined {
    const match = matches.get(email);
    if (!match || performance.now() > match.until) return undefined;
    const { account } = match;
    return account && hasChanged(account.id, account.version) ? undefined : match;
  }

  async function load(email: string): Promise<void> {
    try {
      const found = await findByEmail(email);
      const account = found?.emailVerified ? found : null;
      const ttlMs = account ? accountTtlMs : noAccountTtlMs;
      matches.set(email, { account, until: performance.now() + ttlMs });
    } catch {
      // `find` reports it.
      matches.delete(email);
    }
  }

  return {
    prepare: (email) => {
      if (isKnown(email)) return undefined;
      const loading = pending.get(email) ?? load(email).finally(() => pending.delete(email));
      pending.set(email, loading);
      return loading;
    },
    find: (email) => {
      const match = current(email);
      if (match) return match.account;
      throw new AppError(
        'SERVICE_UNAVAILABLE',
        "The account of the access token's user cannot be loaded at the moment. Try again.",
        { retryAfter: 1 },
      );
    },
  };

  function isKnown(email: string): boolean {
    try {
      return current(email) !== undefined;
    } catch {
      // Revocations are unknown: `find` throws it again.
      return true;
    }
  }
}
